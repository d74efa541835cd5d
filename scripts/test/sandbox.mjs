// The simulated clusters as the browser's tests want them, by the file that they watch.
import { readFileSync, renameSync, writeFileSync } from "node:fs";
import { request } from "node:http";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";

/** Long enough to be steps, short enough not to be waited for. */
const TIMING = {
  imageMs: 300,
  createMs: 300,
  startMs: 200,
  bootMs: 1000,
  stopMs: 300,
  deleteMs: 200,
  copyMs: 1000,
  notebookMs: 1000,
};

/** Its machines run, and their SSH never answers: for tests of what stands on the page until then. */
const NEVER_READY = { match: "pytorch-2", on: "start", kind: "no-ssh" };

/** An image of no use, by which a cluster shows that it has read the file. */
const MARK = { alias: "mark", description: "A mark", os: "debian", release: "12", user: "debian" };
const READ_WITHIN_MS = 60_000;

/** @param {string} folder @returns {Promise<boolean>} */
function isMarked(folder) {
  return new Promise((done, failed) => {
    const path = `/1.0/images/aliases/${MARK.alias}`;
    const asked = request({ socketPath: join(folder, "unix.socket"), path }, (response) => {
      response.resume();
      response.once("end", () => done(response.statusCode === 200));
    });
    asked.once("error", failed);
    asked.end();
  });
}

/**
 * Returns when every cluster follows the new settings.
 * @param {{ incus: Record<string, string> }} endpoints
 * @param {string} data the product's data folder
 */
export async function tuneSandbox({ incus }, data) {
  const file = join(data, "incus.json");
  const config = JSON.parse(readFileSync(file, "utf8"));
  const tuned = { ...config, timing: TIMING, faults: [NEVER_READY], images: [...config.images, MARK] };
  writeFileSync(`${file}.new`, JSON.stringify(tuned));
  renameSync(`${file}.new`, file);
  const since = Date.now();
  for (const folder of Object.values(incus))
    while (!(await isMarked(folder))) {
      if (Date.now() - since > READ_WITHIN_MS) throw new Error(`The clusters did not take ${file}.`);
      await pause(100);
    }
  return true;
}
