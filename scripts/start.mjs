// npm start: from a fresh clone, or from the last stop, to a running product. Until the dependencies are installed
// there is nothing but Node, so what needs them is loaded afterwards.
import { resolve } from "node:path";
import { ensureInstalled } from "./start/install.mjs";
import { Trouble } from "./start/trouble.mjs";

const root = resolve(import.meta.dirname, "..");
const say = (/** @type {string} */ line) => void process.stdout.write(`${line}\n`);

process.chdir(root);
try {
  await ensureInstalled(root, say);
  const { start } = await import("./start/run.mjs");
  await start({ root, development: process.argv.includes("--dev"), say });
} catch (error) {
  const known = error instanceof Trouble || (error instanceof Error && error.name === "SettingsError");
  process.stderr.write(`${known ? error.message : error instanceof Error ? error.stack : error}\n`);
  process.exit(1);
}
