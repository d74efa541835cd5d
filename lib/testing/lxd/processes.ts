import { readFileSync } from "node:fs";
import { setTimeout as pause } from "node:timers/promises";

/** A process that cannot be mistaken for a later one with the same number. */
export type ProcessMark = { pid: number; startedAt: string };

/** The process's start in clock ticks since boot; null when there is none. */
function startOf(pid: number): string | null {
  try {
    // The program's name, in brackets, may itself contain anything.
    return readFileSync(`/proc/${pid}/stat`, "utf8").replace(/^.*\)/s, "").trim().split(" ")[19] ?? null;
  } catch {
    return null;
  }
}

export function markOf(pid: number): ProcessMark {
  return { pid, startedAt: startOf(pid) ?? "gone" };
}

export const lives = (mark: ProcessMark): boolean => startOf(mark.pid) === mark.startedAt;

/** The processes that this one started and that still run. */
export function childrenOf(pid: number): number[] {
  try {
    return readFileSync(`/proc/${pid}/task/${pid}/children`, "utf8").split(" ").filter(Boolean).map(Number);
  } catch {
    return [];
  }
}

/** Ends it without asking, and returns when it is gone. */
export async function killAndWait(mark: ProcessMark): Promise<void> {
  if (lives(mark)) process.kill(mark.pid, "SIGKILL");
  while (lives(mark)) await pause(10);
}

/** Asks until the answer is not null. */
export async function eventually<T>(what: string, seconds: number, ask: () => Promise<T | null>): Promise<T> {
  for (const since = performance.now(); ; await pause(50)) {
    const answer = await ask();
    if (answer !== null) return answer;
    if (performance.now() - since > seconds * 1000) throw new Error(`${what}: not within ${seconds} s`);
  }
}
