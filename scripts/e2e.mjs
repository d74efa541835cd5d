// npm run test:e2e [-- arguments of playwright]: the demonstration in a real Chromium.
import { resolve } from "node:path";
import { ensureInstalled } from "./start/install.mjs";
import { ensureBrowser } from "./test/browser.mjs";
import { testProduct } from "./test/product.mjs";

const root = resolve(import.meta.dirname, "..");
const say = (/** @type {string} */ line) => void process.stdout.write(`${line}\n`);
process.chdir(root);
await ensureInstalled(root, say);
await ensureBrowser(root, say);
process.exitCode = await testProduct({ root, say, playwright: process.argv.slice(2) });
