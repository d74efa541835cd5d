// npm run test:compute: everything that real machines have to prove. The contract on the sandbox, on one LXD daemon and
// on a cluster of two; the faults; and the main job in a browser. Writes what it counted to test-results/compute.json.
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { ensureInstalled } from "./start/install.mjs";
import { ensureMachines, whyNoMachines } from "./test/real-machines.mjs";
import { counted, node, playwrightCount, vitestCount } from "./test/reports.mjs";

const root = resolve(import.meta.dirname, "..");
const results = join(root, "test-results");
const say = (/** @type {string} */ line) => void process.stdout.write(`${line}\n`);
process.chdir(root);

/** @param {string} name @param {string[]} which */
async function vitest(name, ...which) {
  const file = join(results, `compute-${name}.json`);
  const reports = ["--reporter=verbose", "--reporter=json", `--outputFile.json=${file}`];
  const passed = await node(root, "node_modules/vitest/vitest.mjs", "run", ...which, ...reports);
  return counted(passed, [file], vitestCount);
}

const browser = async () =>
  counted(await node(root, "scripts/e2e-daemon.mjs"), [join(results, "daemon.json")], playwrightCount);

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

const total = (/** @type {"passed" | "failed"} */ key) => counts.reduce((sum, count) => sum + count[key], 0);
const summary = {
  passed: total("passed"),
  failed: total("failed"),
  failures: counts.flatMap(({ failures = [] }) => failures),
  skipped: why,
};
// The browser's tests empty the folder before they write to it.
mkdirSync(results, { recursive: true });
writeFileSync(join(results, "compute.json"), JSON.stringify(summary));
process.exitCode = summary.failed === 0 ? 0 : 1;
