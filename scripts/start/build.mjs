// Builds the pages when, and only when, something that goes into them has changed.
import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import {
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { whileLocked } from "./lock.mjs";
import { Trouble } from "./trouble.mjs";

const FOLDERS = ["app", "components", "lib", "drizzle/schema", "public"];
const IRRELEVANT = /\.test\.tsx?$|^lib\/(sandbox|testing|worker)\//;
const ROOT_FILES = /\.(json|js|mjs|ts)$/;

/** @param {string} root @param {string} folder @returns {string[]} */
function filesBelow(root, folder) {
  if (!existsSync(join(root, folder))) return [];
  return readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(root.length + 1));
}

/**
 * What went into a build: the sources, the packages, and the settings that static pages show.
 * @param {string} root
 * @param {Record<string, string>} settings
 */
function fingerprint(root, settings) {
  const top = readdirSync(root).filter((name) => ROOT_FILES.test(name) && name !== "next-env.d.ts");
  const files = [...top, ...FOLDERS.flatMap((folder) => filesBelow(root, folder))].filter(
    (file) => !IRRELEVANT.test(file),
  );
  const hash = createHash("sha256").update(JSON.stringify(settings));
  for (const file of files.sort()) hash.update(`\0${file}\0`).update(readFileSync(join(root, file)));
  return hash.digest("hex");
}

/**
 * @param {string} root
 * @param {Record<string, string>} settings what static pages show of the settings, as environment variables
 * @param {(line: string) => void} say
 * @param {AbortSignal} signal
 */
export async function ensureBuilt(root, settings, say, signal) {
  const stamp = join(root, ".next/built-from");
  const wanted = fingerprint(root, settings);
  const isBuilt = () => existsSync(stamp) && readFileSync(stamp, "utf8") === wanted;
  if (isBuilt()) return;
  mkdirSync(join(root, ".data"), { recursive: true });
  await whileLocked(join(root, ".data/build.lock"), async () => {
    if (isBuilt()) return;
    say("Building the pages …");
    rmSync(stamp, { force: true });
    const log = join(root, ".data/build.log");
    const output = openSync(log, "w");
    const code = await new Promise((done) => {
      const child = spawn(process.execPath, [join(root, "node_modules/next/dist/bin/next"), "build"], {
        cwd: root,
        signal,
        env: { ...process.env, ...settings, NODE_ENV: "production", NEXT_TELEMETRY_DISABLED: "1" },
        stdio: ["ignore", output, output],
      });
      child.once("error", () => done(1));
      child.once("exit", done);
    });
    closeSync(output);
    if (code !== 0) throw new Trouble(`The pages could not be built:\n${readFileSync(log, "utf8").trim()}`);
    writeFileSync(stamp, wanted);
  });
}
