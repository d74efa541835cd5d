import type { MetricRange } from "@/lib/domain/telemetry/resolution";
import { formatBytes } from "@/lib/format/number";
import type { Messages } from "@/lib/i18n";
import { say } from "@/lib/i18n/say";

type Words = Messages["telemetry"];
export type Format = (value: number) => string;

/** How each kind of reading is written. */
export function formats(words: Words, locale: string) {
  const number = new Intl.NumberFormat(locale, { maximumFractionDigits: 0 });
  const whole = (template: "percent" | "watts" | "celsius"): Format => {
    return (value) => say(words[template], { value: number.format(value) });
  };
  return {
    percent: whole("percent"),
    watts: whole("watts"),
    celsius: whole("celsius"),
    bytes: (value: number) => formatBytes(value, locale),
    bytesPerSecond: (value: number) => say(words.perSecond, { amount: formatBytes(value, locale) }),
  };
}

/** A moment on an axis: the time of day, or in a month the day. */
export function axisTime(range: MetricRange, locale: string, zone: string): (second: number) => string {
  const style = new Intl.DateTimeFormat(locale, {
    timeZone: zone,
    ...(range === "30d"
      ? ({ month: "short", day: "numeric" } as const)
      : ({ hour: "2-digit", minute: "2-digit", hourCycle: "h23" } as const)),
  });
  return (second) => style.format(second * 1000);
}

/** The moment under the crosshair. */
export function pointTime(range: MetricRange, locale: string, zone: string): (second: number) => string {
  const style = new Intl.DateTimeFormat(locale, {
    timeZone: zone,
    ...(range === "30d" ? ({ month: "short", day: "numeric" } as const) : {}),
    hour: "2-digit",
    minute: "2-digit",
    ...(range === "1h" ? ({ second: "2-digit" } as const) : {}),
    hourCycle: "h23",
  });
  return (second) => style.format(second * 1000);
}
