// npm run build: the production build that npm start would make now, unless it is there already.
import { resolve } from "node:path";
import { ensureInstalled } from "./start/install.mjs";
import { Trouble } from "./start/trouble.mjs";

const root = resolve(import.meta.dirname, "..");
const say = (/** @type {string} */ line) => void process.stdout.write(`${line}\n`);
process.chdir(root);
try {
  await ensureInstalled(root, say);
  const { ensureBuilt } = await import("./start/build.mjs");
  const { settingsOf } = await import("./start/settings.mjs");
  const { shown } = await settingsOf(process.env);
  await ensureBuilt(root, shown, say, new AbortController().signal);
} catch (error) {
  const known = error instanceof Trouble || (error instanceof Error && error.name === "SettingsError");
  process.stderr.write(`${known ? error.message : error instanceof Error ? error.stack : error}\n`);
  process.exitCode = 1;
}
