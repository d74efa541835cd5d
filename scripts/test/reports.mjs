// Steps of `npm test`: how they are run, and what their reports say.
import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { stripVTControlCharacters } from "node:util";

/** @typedef {{ name: string, why: string }} Failure */
/** @typedef {{ passed: number, failed: number, failures?: Failure[], skipped?: string | null }} Count */

const LINES_SHOWN = 12;

/** @param {string} root @param {string[]} args of node @returns {Promise<boolean>} whether it ended well */
export function node(root, ...args) {
  return new Promise((done) => {
    const child = spawn(process.execPath, args, { cwd: root, stdio: ["ignore", "inherit", "inherit"] });
    const stop = () => void child.kill("SIGTERM");
    for (const signal of ["SIGINT", "SIGTERM"]) process.once(signal, stop);
    const end = (/** @type {boolean} */ well) => {
      for (const signal of ["SIGINT", "SIGTERM"]) process.off(signal, stop);
      done(well);
    };
    child.once("error", () => end(false));
    child.once("exit", (code) => end(code === 0));
  });
}

/** A step without a report of its own. @param {boolean} passed @returns {Count} */
export const one = (passed) => ({ passed: passed ? 1 : 0, failed: passed ? 0 : 1 });

/** @param {Count[]} counts @returns {Count} */
export function sum(counts) {
  const total = (/** @type {"passed" | "failed"} */ key) =>
    counts.reduce((all, count) => all + count[key], 0);
  const failures = counts.flatMap((count) => count.failures ?? []);
  return { passed: total("passed"), failed: total("failed"), failures };
}

/**
 * What the reports of a run counted. A run that failed without a failed test (it could not even start) counts as one
 * failure.
 * @param {boolean} passed
 * @param {string[]} files
 * @param {(report: any) => Count} read
 * @returns {Count}
 */
export function counted(passed, files, read) {
  const count = sum(
    files.map((file) => {
      try {
        return read(JSON.parse(readFileSync(file, "utf8")));
      } catch {
        return one(false);
      }
    }),
  );
  return passed || count.failed > 0 ? count : { ...count, failed: 1 };
}

/** @param {any} report of Vitest @returns {Count} */
export function vitestCount(report) {
  const failures = report.testResults.flatMap((/** @type {any} */ file) => {
    const failed = file.assertionResults.filter((/** @type {any} */ test) => test.status === "failed");
    if (failed.length === 0 && file.status === "failed") return [failure(file.name, file.message)];
    return failed.map((/** @type {any} */ test) =>
      failure(`${file.name}: ${test.fullName}`, test.failureMessages.join("\n")),
    );
  });
  return { passed: report.numPassedTests, failed: failures.length, failures };
}

/** @param {any} report of Playwright @returns {Count} */
export function playwrightCount({ suites, stats }) {
  const specs = suites.flatMap(specsOf).filter((/** @type {any} */ spec) => !spec.ok);
  return {
    passed: stats.expected + stats.flaky,
    failed: stats.unexpected,
    failures: specs.flatMap((/** @type {any} */ spec) =>
      spec.tests
        .filter((/** @type {any} */ test) => test.status === "unexpected")
        .map((/** @type {any} */ test) =>
          failure(
            `${spec.file}:${spec.line}: ${spec.title}`,
            (test.results.at(-1)?.errors ?? []).map((/** @type {any} */ error) => error.message).join("\n"),
          ),
        ),
    ),
  };
}

/** @param {any} suite @returns {any[]} */
const specsOf = (suite) => [...(suite.specs ?? []), ...(suite.suites ?? []).flatMap(specsOf)];

/** @param {string} name @param {string} why @returns {Failure} */
function failure(name, why = "") {
  const lines = stripVTControlCharacters(why)
    .split("\n")
    .filter((line) => line.trim() !== "");
  return { name, why: lines.slice(0, LINES_SHOWN).join("\n") };
}
