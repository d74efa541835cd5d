import { DAY, HOUR, MINUTE, type Second, secondToIso } from "./time";

/** Plain text for mails, which know no browser and no time zone: the same in every language. */

/** "2026-01-31 15:04:05 UTC" */
export const utcText = (at: Second): string => `${secondToIso(at).slice(0, 19).replace("T", " ")} UTC`;

/** "24 h", "10 min", "3 d": the largest unit that divides it; seconds otherwise. */
export function shortDuration(seconds: bigint): string {
  for (const [unit, length] of [
    ["h", HOUR],
    ["min", MINUTE],
  ] as const)
    if (seconds >= length && seconds % length === 0n)
      return unit === "h" && seconds >= 2n * DAY && seconds % DAY === 0n
        ? `${seconds / DAY} d`
        : `${seconds / length} ${unit}`;
  return `${seconds} s`;
}
