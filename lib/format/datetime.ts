/** Instants as text, in a named zone. Instants come as ISO strings in UTC or as epoch milliseconds. */

export type TimeStyle = {
  readonly locale: string;
  /** IANA zone: "Europe/Samara", "UTC". */
  readonly zone: string;
};

export type TimePrecision = "day" | "minute" | "second";

const OPTIONS: Record<TimePrecision, Intl.DateTimeFormatOptions> = {
  day: { year: "numeric", month: "short", day: "numeric" },
  minute: {
    year: "numeric",
    month: "short",
    day: "numeric",
    hour: "2-digit",
    minute: "2-digit",
    hourCycle: "h23",
  },
  second: {
    year: "numeric",
    month: "short",
    day: "numeric",
    hour: "2-digit",
    minute: "2-digit",
    second: "2-digit",
    hourCycle: "h23",
  },
};

const formatters = new Map<string, Intl.DateTimeFormat>();

function formatter(style: TimeStyle, precision: TimePrecision, named: boolean): Intl.DateTimeFormat {
  const key = `${style.locale} ${style.zone} ${precision} ${named}`;
  const known = formatters.get(key);
  if (known) return known;
  const made = new Intl.DateTimeFormat(style.locale, {
    ...OPTIONS[precision],
    timeZone: style.zone,
    ...(named && precision !== "day" ? { timeZoneName: "short" as const } : {}),
  });
  formatters.set(key, made);
  return made;
}

/** "Nov 22, 2026, 17:04 UTC": date and time in the zone, 24 hours, with the zone's short name unless told otherwise. */
export function formatInstant(
  at: string | number,
  style: TimeStyle & { readonly precision?: TimePrecision; readonly nameZone?: boolean },
): string {
  return formatter(style, style.precision ?? "minute", style.nameZone ?? true).format(new Date(at));
}

/** A calendar day given as "2026-01-31" (a UTC day of the books); never shifted by a zone. */
export function formatDay(day: string, locale: string, length: "short" | "long" = "short"): string {
  const options: Intl.DateTimeFormatOptions =
    length === "short" ? { month: "short", day: "numeric" } : { weekday: "short", ...OPTIONS.day };
  return new Intl.DateTimeFormat(locale, { ...options, timeZone: "UTC" }).format(
    new Date(`${day}T00:00:00Z`),
  );
}

const STEPS: readonly (readonly [Intl.RelativeTimeFormatUnit, number])[] = [
  ["day", 86_400],
  ["hour", 3_600],
  ["minute", 60],
  ["second", 1],
];

/** "in 3 hours", "2 days ago": the largest whole unit between `now` and `at`, cut towards now. */
export function formatRelative(at: string | number, now: string | number, locale: string): string {
  const seconds = Math.trunc((new Date(at).getTime() - new Date(now).getTime()) / 1000);
  const [unit, size] = STEPS.find(([, step]) => Math.abs(seconds) >= step) ?? (["second", 1] as const);
  return new Intl.RelativeTimeFormat(locale, { numeric: "always" }).format(Math.trunc(seconds / size), unit);
}

/** True if the name is a zone that this engine knows. */
export function isTimeZone(zone: string): boolean {
  try {
    new Intl.DateTimeFormat("en", { timeZone: zone });
    return true;
  } catch {
    return false;
  }
}
