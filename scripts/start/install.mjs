// Installs what package-lock.json names. Runs before anything is installed: Node's own modules only.
import { spawn } from "node:child_process";
import { mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { whileLocked } from "./lock.mjs";
import { Trouble } from "./trouble.mjs";

/** @typedef {{ version?: string, optional?: boolean, devOptional?: boolean, extraneous?: boolean }} Package */
/** @typedef {Record<string, Package>} Packages */

/** @param {string} file @returns {Packages | null} */
function packagesIn(file) {
  try {
    return JSON.parse(readFileSync(file, "utf8")).packages;
  } catch {
    return null;
  }
}

/** npm writes its hidden lock file last, so its absence also means an interrupted installation. @param {string} root */
export function isInstalled(root) {
  const wanted = packagesIn(join(root, "package-lock.json"));
  const present = packagesIn(join(root, "node_modules/.package-lock.json"));
  if (!wanted || !present) return false;
  return Object.entries(wanted).every(([path, pkg]) => {
    const found = present[path];
    if (path === "" || found) return path === "" || found?.version === pkg.version;
    // Packages of other platforms are named in the lock file and left out of the installation.
    return Boolean(pkg.optional ?? pkg.devOptional ?? pkg.extraneous);
  });
}

/**
 * The command of the npm that started us, or the one in the path, and its first arguments.
 * @returns {[string, string[]]}
 */
function npm() {
  const started = process.env.npm_execpath;
  return started?.endsWith(".js") ? [process.execPath, [started]] : ["npm", []];
}

/** @param {string} root @param {(line: string) => void} say */
export async function ensureInstalled(root, say) {
  if (isInstalled(root)) return;
  mkdirSync(join(root, ".data"), { recursive: true });
  await whileLocked(join(root, ".data/install.lock"), async () => {
    if (isInstalled(root)) return;
    say("Installing the dependencies …");
    const [command, first] = npm();
    // The build needs development packages too, also where NODE_ENV=production would leave them out.
    const args = [...first, "ci", "--include=dev", "--include=optional", "--no-audit", "--no-fund"];
    const code = await new Promise((done) => {
      const child = spawn(command, args, { cwd: root, stdio: ["ignore", "ignore", "inherit"] });
      child.once("error", () => done(1));
      child.once("exit", done);
    });
    if (code !== 0) throw new Trouble("The dependencies could not be installed; npm said why above.");
  });
}
