// From a fresh clone to a page that answers, and the second start.
import { execFileSync } from "node:child_process";
import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { ratio, table } from "./support/print";
import { whileRunning } from "./support/product";

const ROOT = resolve(import.meta.dirname, "..");

/** Installs, builds, seeds and starts the last commit; then starts it again. */
export async function start(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "wattsecond-bench-"));
  chmodSync(folder, 0o711);
  try {
    const clone = join(folder, "clone");
    const data = join(folder, "data");
    const before = performance.now();
    execFileSync("git", ["clone", "--quiet", ROOT, clone]);
    const time = (from: number) => whileRunning(clone, data, async () => (performance.now() - from) / 1000);
    const first = await time(before);
    const second = await time(performance.now());
    table(
      "npm start, until the first page answers",
      ["", "seconds", "of the first"],
      [
        ["fresh clone: installs, builds, seeds", first.toFixed(1), "1.00 ×"],
        ["second start", second.toFixed(1), ratio(second / first)],
      ],
    );
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
