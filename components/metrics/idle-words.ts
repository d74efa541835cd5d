import type { IdleStopView } from "@/lib/contracts/telemetry";
import type { Messages } from "@/lib/i18n";
import { say, sayCount } from "@/lib/i18n/say";

type Words = Messages["telemetry"]["idle"];

/** "30 minutes", "2 hours". */
export function minutesText(minutes: number, words: Words, locale: string): string {
  return minutes % 60 === 0
    ? sayCount(locale, words.hours, minutes / 60)
    : sayCount(locale, words.minutes, minutes);
}

/** The rule in words, or that there is none. */
export function ruleText(
  rule: IdleStopView | null,
  options: { hasCards: boolean; words: Words; locale: string },
): string {
  const { words, locale } = options;
  if (!rule) return words.off;
  return say(options.hasCards ? words.rule : words.ruleCpu, {
    duration: minutesText(rule.minutes, words, locale),
    percent: rule.thresholdPercent,
  });
}
