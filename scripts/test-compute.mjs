// npm run test:compute: everything that real machines have to prove. The contract on the sandbox, on one LXD daemon and
// on a cluster of two; the faults; and the main job in a browser. Writes what it counted to test-results/compute.json.
import { spawn } from "node:child_process";
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { ensureInstalled } from "./start/install.mjs";
import { ensureMachines, whyNoMachines } from "./test/real-machines.mjs";

const root = resolve(import.meta.dirname, "..");
const results = join(root, "test-results");
const say = (/** @type {string} */ line) => void process.stdout.write(`${line}\n`);
process.chdir(root);

/** @param {string[]} args of node @returns {Promise<boolean>} */
function node(...args) {
  return new Promise((done) => {
    const child = spawn(process.execPath, args, { cwd: root, stdio: ["ignore", "inherit", "inherit"] });
    for (const signal of ["SIGINT", "SIGTERM"]) process.once(signal, () => child.kill("SIGTERM"));
    child.once("error", () => done(false));
    child.once("exit", (code) => done(code === 0));
  });
}

/** @typedef {{ passed: number, failed: number }} Count */
/** A run that failed without a failed test (it could not even start) counts as one failure. */
/** @param {boolean} passed @param {string} file @param {(report: any) => Count} read @returns {Count} */
function counted(passed, file, read) {
  try {
    const count = read(JSON.parse(readFileSync(join(results, file), "utf8")));
    return passed || count.failed > 0 ? count : { ...count, failed: 1 };
  } catch {
    return { passed: passed ? 1 : 0, failed: passed ? 0 : 1 };
  }
}

/** @param {string} name @param {string[]} which */
async function vitest(name, ...which) {
  const file = `compute-${name}.json`;
  const reports = ["--reporter=verbose", "--reporter=json", `--outputFile.json=${join(results, file)}`];
  const passed = await node("node_modules/vitest/vitest.mjs", "run", ...which, ...reports);
  return counted(passed, file, ({ numPassedTests, numFailedTests, numFailedTestSuites }) => ({
    passed: numPassedTests,
    failed: Math.max(numFailedTests, passed ? 0 : numFailedTestSuites),
  }));
}

async function browser() {
  const passed = await node("scripts/e2e-daemon.mjs");
  return counted(passed, "daemon.json", ({ stats }) => ({
    passed: stats.expected + stats.flaky,
    failed: stats.unexpected,
  }));
}

await ensureInstalled(root, say);
mkdirSync(results, { recursive: true });
for (const file of ["compute-sandbox.json", "compute-real.json", "daemon.json", "compute.json"])
  rmSync(join(results, file), { force: true });

const why = whyNoMachines();
const counts = [
  await vitest("sandbox", "--project", "integration", "lib/adapters/incus/incus.integration.test.ts"),
];
if (why === null) {
  ensureMachines(say);
  counts.push(await vitest("real", "--project", "compute"));
  counts.push(await browser());
} else say(`Skipped: ${why}.`);

const total = (/** @type {keyof Count} */ key) => counts.reduce((sum, count) => sum + count[key], 0);
const summary = { passed: total("passed"), failed: total("failed"), skipped: why };
// The browser's tests empty the folder before they write to it.
mkdirSync(results, { recursive: true });
writeFileSync(join(results, "compute.json"), JSON.stringify(summary));
process.exitCode = summary.failed === 0 ? 0 : 1;
