// What the last steps of `npm test` need and what takes minutes on a fresh machine, fetched while the first ones work. What
// fails here is tried again by the step that needs it, which then says why.
import { resolve } from "node:path";
import { tsImport } from "tsx/esm/api";
import { ensureBrowser } from "./browser.mjs";
import { ensureMachines, whyNoMachines } from "./real-machines.mjs";

const say = (/** @type {string} */ line) => void process.stdout.write(`${line}\n`);
const root = resolve(import.meta.dirname, "../..");

try {
  await ensureBrowser(root, say);
  if (whyNoMachines() === null) {
    ensureMachines(say);
    /** @type {import("../../lib/testing/lxd/image")} */
    const { testImage } = await tsImport("../../lib/testing/lxd/image.ts", import.meta.url);
    await testImage(say);
  }
} catch (error) {
  say(error instanceof Error ? error.message : String(error));
}
