/** Lengths of time as text, in whole seconds. Words come from `Intl`, so every locale has its own. */

type Unit = "day" | "hour" | "minute" | "second";
const UNITS: readonly (readonly [Unit, number])[] = [
  ["day", 86_400],
  ["hour", 3_600],
  ["minute", 60],
  ["second", 1],
];

export type DurationStyle = {
  readonly locale: string;
  /** `narrow` 2h, `short` 2 hr, `long` 2 hours. Default `narrow`. */
  readonly display?: "narrow" | "short" | "long";
  /** How many units at most, the largest first. Default 2. What is smaller is cut off, never rounded up. */
  readonly units?: number;
};

/** "1h 2m": at most `units` units, zeros left out, cut towards zero; negative lengths are shown as zero. */
export function formatDuration(seconds: number | bigint, style: DurationStyle): string {
  let rest = Math.max(0, Math.trunc(Number(seconds)));
  const words: string[] = [];
  let taken = 0;
  for (const [unit, size] of UNITS) {
    const count = Math.floor(rest / size);
    if (taken === 0 && count === 0 && unit !== "second") continue;
    if (taken === (style.units ?? 2)) break;
    taken += 1;
    rest -= count * size;
    if (count === 0 && words.length > 0) continue;
    words.push(
      new Intl.NumberFormat(style.locale, {
        style: "unit",
        unit,
        unitDisplay: style.display ?? "narrow",
      }).format(count),
    );
  }
  return words.join(" ");
}

/** "1:02:05", "02:05", "3d 01:02:05" kept as hours: "73:02:05". For running clocks beside tabular figures. */
export function formatClock(seconds: number | bigint): string {
  const all = Math.max(0, Math.trunc(Number(seconds)));
  const two = (value: number) => String(value).padStart(2, "0");
  const hours = Math.floor(all / 3600);
  const tail = `${two(Math.floor((all % 3600) / 60))}:${two(all % 60)}`;
  return hours > 0 ? `${hours}:${tail}` : tail;
}

/** ISO 8601 for the `datetime` attribute: "PT3725S". */
export function isoDuration(seconds: number | bigint): string {
  return `PT${Math.max(0, Math.trunc(Number(seconds)))}S`;
}
