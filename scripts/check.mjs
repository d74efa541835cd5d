// npm run check: everything that can be said about the code without running it.
import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { join, resolve } from "node:path";

const root = resolve(import.meta.dirname, "..");
const SOURCES = [
  "app",
  "components",
  "lib",
  "drizzle",
  "scripts",
  "bench",
  "e2e",
  "proxy.ts",
  "instrumentation.ts",
];
/** dependency-cruiser that understands nothing reports success: so few modules mean that it saw nothing. */
const FEWEST_MODULES = 50;

/** @typedef {{ passed: boolean, output: string }} Verdict */

/**
 * @param {string} tool @param {string[]} args
 * @returns {Promise<{ code: number | null, stdout: string, output: string }>}
 */
function run(tool, args) {
  return new Promise((done) => {
    const child = spawn(join(root, "node_modules/.bin", tool), args, {
      cwd: root,
      env: { ...process.env, FORCE_COLOR: process.stdout.isTTY ? "1" : "0", NEXT_TELEMETRY_DISABLED: "1" },
      stdio: ["ignore", "pipe", "pipe"],
    });
    let stdout = "";
    let output = "";
    child.stdout.on("data", (chunk) => {
      stdout += chunk;
      output += chunk;
    });
    child.stderr.on("data", (chunk) => {
      output += chunk;
    });
    child.once("error", (error) => done({ code: 1, stdout: "", output: error.message }));
    child.once("close", (code) => done({ code, stdout, output }));
  });
}

/** @param {string} tool @param {...string} args @returns {Promise<Verdict>} */
async function plain(tool, ...args) {
  const { code, output } = await run(tool, args);
  return { passed: code === 0, output };
}

/** @returns {Promise<Verdict>} */
async function types() {
  // Typed routes and styles are declared in files that Next writes.
  if (existsSync(join(root, "app"))) {
    const generated = await plain("next", "typegen");
    if (!generated.passed) return generated;
  }
  return plain("tsc", "--noEmit", "-p", ".");
}

/** @returns {Promise<Verdict>} */
async function imports() {
  const sources = SOURCES.filter((source) => existsSync(join(root, source)));
  const { stdout, output } = await run("depcruise", [
    "--config",
    ".dependency-cruiser.cjs",
    "--output-type",
    "json",
    ...sources,
  ]);
  /** @type {{ totalCruised: number, violations: { rule: { name: string }, from: string, to: string }[] } | undefined} */
  let summary;
  try {
    summary = JSON.parse(stdout).summary;
  } catch {
    // What it printed instead says why.
  }
  if (!summary) return { passed: false, output };
  const lines = summary.violations.map(({ rule, from, to }) => `${rule.name}: ${from} → ${to}`);
  if (summary.totalCruised < FEWEST_MODULES)
    lines.push(`Only ${summary.totalCruised} modules were understood; the check proves nothing.`);
  return { passed: lines.length === 0, output: lines.join("\n") };
}

/** @type {[string, () => Promise<Verdict>][]} */
const checks = [
  ["format and lint", () => plain("biome", "check", ".", "--diagnostic-level=warn", "--error-on-warnings")],
  ["types", types],
  ["imports", imports],
  ["unused code", () => plain("knip", "--no-progress")],
  ["migrations", () => plain("drizzle-kit", "check")],
];

const verdicts = await Promise.all(
  checks.map(async ([name, work]) => {
    const started = Date.now();
    const verdict = await work();
    return { name, ...verdict, seconds: (Date.now() - started) / 1000 };
  }),
);

for (const { name, passed, output } of verdicts)
  if (!passed) process.stdout.write(`\n── ${name}\n${output.trim()}\n`);
process.stdout.write("\n");
for (const { name, passed, seconds } of verdicts)
  process.stdout.write(`${passed ? "passed" : "FAILED"}  ${name} (${seconds.toFixed(1)} s)\n`);
process.exitCode = verdicts.every(({ passed }) => passed) ? 0 : 1;
