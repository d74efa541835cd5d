// npm test: from a fresh clone to a verdict.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { ensureInstalled } from "./start/install.mjs";
import { counted, node, one, playwrightCount, vitestCount } from "./test/reports.mjs";

const root = resolve(import.meta.dirname, "..");
const reports = mkdtempSync(join(tmpdir(), "wattsecond-test-reports-"));
const say = (/** @type {string} */ line) => void process.stdout.write(`${line}\n`);
process.chdir(root);

/** @typedef {import("./test/reports.mjs").Count} Count */
/** @typedef {{ name: string, seconds: number, count: Count }} Step */

/** @param {string} project @returns {() => Promise<Count>} */
const vitest = (project) => async () => {
  const file = join(reports, `${project}.json`);
  const passed = await node(
    root,
    "node_modules/vitest/vitest.mjs",
    "run",
    "--project",
    project,
    "--reporter=dot",
    "--reporter=json",
    `--outputFile.json=${file}`,
  );
  return counted(passed, [file], vitestCount);
};

const endToEnd = async () => {
  const passed = await node(root, "scripts/e2e.mjs");
  return counted(passed, ["test-results/product.json", "test-results/clock.json"], playwrightCount);
};

const compute = async () =>
  counted(await node(root, "scripts/test-compute.mjs"), ["test-results/compute.json"], (count) => count);

/** @type {[string, () => Promise<Count>][]} */
const plan = [
  ["check", async () => one(await node(root, "scripts/check.mjs"))],
  ["unit", vitest("unit")],
  ["integration", vitest("integration")],
  ["build", async () => one(await node(root, "scripts/build.mjs"))],
  ["end-to-end", endToEnd],
  ["compute", compute],
];

/** @type {Step[]} */
const steps = [];
/** @param {string} name @param {() => Promise<Count>} work */
async function step(name, work) {
  say(`\n═══ ${name}`);
  const started = Date.now();
  const count = await work().catch((error) => {
    say(error instanceof Error ? error.message : String(error));
    return one(false);
  });
  steps.push({ name, seconds: (Date.now() - started) / 1000, count });
  return count.failed === 0;
}

// A report of an earlier run must not be taken for this one's.
rmSync("test-results", { recursive: true, force: true });
const installed = await step("install", async () => {
  await ensureInstalled(root, say);
  return one(true);
});
if (installed) {
  const prepared = node(root, "scripts/test/prepare.mjs");
  // Every step tells something of its own, so one that fails does not keep the others from running.
  for (const [name, work] of plan) {
    if (name === "end-to-end") await prepared;
    await step(name, work);
  }
}
rmSync(reports, { recursive: true, force: true });

say("");
// What failed stands last, where somebody who sees only the end of the output finds it.
for (const { name, count } of steps)
  for (const failure of count.failures ?? []) say(`✘ ${name}: ${failure.name}\n${failure.why}\n`);
for (const { name, seconds, count } of steps)
  say(
    `${name.padEnd(12)} ${seconds.toFixed(1).padStart(7)} s   ${count.passed} passed, ${count.failed} failed${count.skipped ? `   (skipped: ${count.skipped})` : ""}`,
  );
const total = (/** @type {"passed" | "failed"} */ key) =>
  steps.reduce((sum, { count }) => sum + count[key], 0);
say(`\n${total("passed")} passed, ${total("failed")} failed`);
process.exitCode = total("failed") === 0 ? 0 : 1;
