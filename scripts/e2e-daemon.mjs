// The product as an operator starts it, with a real LXD daemon of its own as its one region, in a real Chromium.
import { spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { tsImport } from "tsx/esm/api";
import { ensureBrowser } from "./test/browser.mjs";
import { testProduct } from "./test/product.mjs";

const root = resolve(import.meta.dirname, "..");
const say = (/** @type {string} */ line) => void process.stdout.write(`${line}\n`);
const REGION = "here-1";

process.chdir(root);
await ensureBrowser(root, say);
/** @type {import("../lib/testing/lxd/single")} */
const { IMAGE_ALIAS, startLxd } = await tsImport("../lib/testing/lxd/single.ts", import.meta.url);

const catalogue = {
  regions: [{ id: REGION, name: "Here", country: "RU" }],
  types: [{ id: "cpu_1x", vcpus: 1, memoryGib: 1, diskGib: 4 }],
  images: [
    {
      id: "debian-12",
      name: "Debian 12",
      description: "Plain Debian",
      alias: IMAGE_ALIAS,
      sshUser: "debian",
    },
  ],
  prices: [{ region: REGION, type: "cpu_1x", run: { centsPerHour: 8 }, disk: { microsPerHour: 548 } }],
};

/** @param {{ database: string }} endpoints @returns {Promise<boolean>} */
function fillCatalogue({ database }) {
  const folder = mkdtempSync(join(tmpdir(), "wattsecond-catalogue-"));
  const file = join(folder, "catalogue.json");
  writeFileSync(file, JSON.stringify(catalogue));
  return new Promise((done) => {
    const args = ["--import", "tsx", "scripts/catalogue.ts", file, database];
    const child = spawn(process.execPath, args, { cwd: root, stdio: ["ignore", "inherit", "inherit"] });
    child.once("exit", (code) => {
      rmSync(folder, { recursive: true });
      done(code === 0);
    });
  });
}

const lxd = await startLxd();
try {
  const { sshHost, portRange } = lxd.forwarded;
  process.exitCode = await testProduct({
    root,
    say,
    settings: {
      REGIONS: JSON.stringify({ [REGION]: lxd.daemon.folder }),
      SSH_FORWARDS: JSON.stringify({ [REGION]: `${sshHost}@${portRange?.join("-")}` }),
    },
    prepare: fillCatalogue,
    passes: [{ name: "daemon", args: [] }],
  });
} finally {
  await lxd.close();
}
