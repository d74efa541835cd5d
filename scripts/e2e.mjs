// npm run test:e2e [-- arguments of playwright]: the demonstration in a real Chromium, its clock last.
import { resolve } from "node:path";
import { ensureInstalled } from "./start/install.mjs";
import { ensureBrowser } from "./test/browser.mjs";
import { testProduct } from "./test/product.mjs";
import { tuneSandbox } from "./test/sandbox.mjs";

const root = resolve(import.meta.dirname, "..");
const say = (/** @type {string} */ line) => void process.stdout.write(`${line}\n`);
process.chdir(root);
await ensureInstalled(root, say);
await ensureBrowser(root, say);
const PROJECT = /^--project=/;
const given = process.argv.slice(2);
const args = given.filter((arg) => !PROJECT.test(arg));
const wanted = given.filter((arg) => PROJECT.test(arg)).map((arg) => arg.replace(PROJECT, ""));
// The tests of the clock move it for the whole product, so they run when nobody else does; and whatever became of the
// others, they have something of their own to tell.
const passes = ["product", "clock"]
  .filter((name) => wanted.length === 0 || wanted.includes(name))
  .map((name) => ({ name, args: args.length > 0 ? [...args, "--pass-with-no-tests"] : [] }));
process.exitCode = await testProduct({ root, say, passes, prepare: tuneSandbox });
