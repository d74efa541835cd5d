/** When a screen reader hears about the balance without asking: once as each of these is crossed. In seconds. */
export const SPOKEN_THRESHOLDS = [86_400, 21_600, 3_600, 600, 0] as const;

/** The next threshold that is still ahead when `left` seconds remain, and how long until it is crossed; null if none. */
export function nextThreshold(left: number): { threshold: number; inSeconds: number } | null {
  const threshold = SPOKEN_THRESHOLDS.find((each) => each < left);
  return threshold === undefined ? null : { threshold, inSeconds: left - threshold };
}
