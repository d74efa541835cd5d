/**
 * What a snapshot of a region proves about a running instance. The same boot id after a gap proves the whole gap,
 * however long nobody looked; another boot proves only that it lives now.
 *
 *   shown                       gap to the last proof      verdict
 *   running, same boot          any                        alive
 *   running, another boot       within the limit           alive (it rebooted itself)
 *   running, another boot       longer                     unproven: the gap cannot be charged
 *   off                         any                        off
 *   paused                      any                        paused (frozen memory is not a machine that works)
 *   absent                      any                        absent
 *   host cannot be asked        within the limit           unknown, then unproven
 */
export type Shown = { status: "running" | "paused" | "off" | "unknown"; bootId: string | null } | null;
export type Verdict = "alive" | "paused" | "off" | "absent" | "unknown" | "unproven";

export function judgeMachine(input: {
  shown: Shown;
  bootId: string | null;
  /** Epoch seconds; null: not proven since it became ready. */
  provenAliveAt: bigint | null;
  /** Since when we have been looking in vain; null: this is the first look. */
  inVainSince: bigint | null;
  now: bigint;
  unprovenSeconds: number;
}): Verdict {
  const { shown, now } = input;
  const limit = BigInt(input.unprovenSeconds);
  if (shown === null) return "absent";
  if (shown.status === "off" || shown.status === "paused") return shown.status;
  if (shown.status === "unknown" || shown.bootId === null)
    return input.inVainSince !== null && now - input.inVainSince >= limit ? "unproven" : "unknown";
  if (input.bootId === null || shown.bootId === input.bootId) return "alive";
  const gap = input.provenAliveAt === null ? 0n : now - input.provenAliveAt;
  return gap >= limit ? "unproven" : "alive";
}
