// One running product per data folder, one installation or build at a time per clone.
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { setTimeout as pause } from "node:timers/promises";

/** When the process started, so that a number used again is not taken for the old process. @param {number} pid */
function startOf(pid) {
  try {
    // The name in parentheses may contain anything; what follows the last parenthesis is regular.
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    return stat.slice(stat.lastIndexOf(")") + 2).split(" ")[19] ?? "";
  } catch {
    return "";
  }
}

/** @param {number} pid @param {string} start */
function isAlive(pid, start) {
  try {
    process.kill(pid, 0);
  } catch (error) {
    if (!(error instanceof Error && "code" in error && error.code === "EPERM")) return false;
  }
  return startOf(pid) === start;
}

/**
 * Takes the lock, or says who has it. A lock whose owner is gone counts as free.
 * @param {string} file
 * @returns {{ release: () => void } | { owner: number }}
 */
export function takeLock(file) {
  const mine = `${process.pid} ${startOf(process.pid)}\n`;
  for (;;) {
    try {
      writeFileSync(file, mine, { flag: "wx" });
      return { release: () => rmSync(file, { force: true }) };
    } catch (error) {
      if (!(error instanceof Error && "code" in error && error.code === "EEXIST")) throw error;
    }
    const [pid = "", start = ""] = readFileSync(file, "utf8").trim().split(" ");
    if (pid !== "" && isAlive(Number(pid), start)) return { owner: Number(pid) };
    rmSync(file, { force: true });
  }
}

/**
 * Does the work under the lock, after whoever has it.
 * @template T
 * @param {string} file
 * @param {() => Promise<T>} work
 * @returns {Promise<T>}
 */
export async function whileLocked(file, work) {
  for (;;) {
    const lock = takeLock(file);
    if ("release" in lock) {
      try {
        return await work();
      } finally {
        lock.release();
      }
    }
    await pause(200);
  }
}
