// npm test: from a fresh clone to a verdict.
import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { ensureInstalled } from "./start/install.mjs";

const root = resolve(import.meta.dirname, "..");
const reports = mkdtempSync(join(tmpdir(), "wattsecond-test-reports-"));
const say = (/** @type {string} */ line) => void process.stdout.write(`${line}\n`);
process.chdir(root);

/** @typedef {{ passed: number, failed: number, skipped?: string | null }} Count */
/** @typedef {{ name: string, seconds: number, count: Count }} Step */

/** @param {string[]} args of node @returns {Promise<boolean>} */
function node(...args) {
  return new Promise((done) => {
    const child = spawn(process.execPath, args, { cwd: root, stdio: ["ignore", "inherit", "inherit"] });
    child.once("error", () => done(false));
    child.once("exit", (code) => done(code === 0));
  });
}

/** @param {boolean} passed @returns {Count} */
const one = (passed) => ({ passed: passed ? 1 : 0, failed: passed ? 0 : 1 });

/**
 * What a report counted. A run that failed without a failed test (it could not even start) counts as one failure.
 * @param {boolean} passed
 * @param {() => Count} read
 * @returns {Count}
 */
function counted(passed, read) {
  try {
    const count = read();
    return passed || count.failed > 0 ? count : { ...count, failed: 1 };
  } catch {
    return one(false);
  }
}

/** @param {string} project @returns {() => Promise<Count>} */
const vitest = (project) => async () => {
  const file = join(reports, `${project}.json`);
  const passed = await node(
    "node_modules/vitest/vitest.mjs",
    "run",
    "--project",
    project,
    "--reporter=dot",
    "--reporter=json",
    `--outputFile.json=${file}`,
  );
  return counted(passed, () => {
    const { numPassedTests, numFailedTests, numFailedTestSuites } = JSON.parse(readFileSync(file, "utf8"));
    return { passed: numPassedTests, failed: Math.max(numFailedTests, passed ? 0 : numFailedTestSuites) };
  });
};

async function endToEnd() {
  const passed = await node("scripts/e2e.mjs");
  return counted(passed, () => {
    const { stats } = JSON.parse(readFileSync("test-results/results.json", "utf8"));
    return { passed: stats.expected + stats.flaky, failed: stats.unexpected };
  });
}

/** @returns {Promise<Count>} */
async function compute() {
  const passed = await node("scripts/test-compute.mjs");
  return counted(passed, () => JSON.parse(readFileSync("test-results/compute.json", "utf8")));
}

/** @type {[string, () => Promise<Count>][]} */
const plan = [
  ["check", async () => one(await node("scripts/check.mjs"))],
  ["unit", vitest("unit")],
  ["integration", vitest("integration")],
  ["build", async () => one(await node("scripts/build.mjs"))],
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
// Every step tells something of its own, so one that fails does not keep the others from running.
if (installed) for (const [name, work] of plan) await step(name, work);
rmSync(reports, { recursive: true, force: true });

say("");
for (const { name, seconds, count } of steps)
  say(
    `${name.padEnd(12)} ${seconds.toFixed(1).padStart(7)} s   ${count.passed} passed, ${count.failed} failed${count.skipped ? `   (skipped: ${count.skipped})` : ""}`,
  );
const total = (/** @type {"passed" | "failed"} */ key) =>
  steps.reduce((sum, { count }) => sum + count[key], 0);
say(`\n${total("passed")} passed, ${total("failed")} failed`);
process.exitCode = total("failed") === 0 ? 0 : 1;
