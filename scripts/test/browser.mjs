// A real Chromium for the end-to-end tests: the system's, or one that is installed now.
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";

/** @param {string} root @param {(line: string) => void} say */
export async function ensureBrowser(root, say) {
  if (process.env.CHROMIUM_PATH) {
    if (existsSync(process.env.CHROMIUM_PATH)) return;
    throw new Error(`CHROMIUM_PATH: there is no ${process.env.CHROMIUM_PATH}.`);
  }
  if (existsSync("/usr/bin/chromium-headless-shell")) return;
  const { chromium } = await import("@playwright/test");
  /** @param {string} command @param {string[]} args */
  const run = (command, args) =>
    spawnSync(command, args, {
      cwd: root,
      stdio: ["ignore", "ignore", "inherit"],
      env: { ...process.env, DEBIAN_FRONTEND: "noninteractive" },
    }).status === 0;
  const asRoot = process.getuid?.() === 0;
  // Chromium without the parts that draw its window does the same in two thirds of the time.
  if (asRoot && existsSync("/etc/debian_version")) {
    say("Installing a browser …");
    const install = () =>
      run("apt-get", ["install", "-y", "-qq", "--no-install-recommends", "chromium-headless-shell"]);
    if (install() || (run("apt-get", ["update", "-qq"]) && install())) return;
  }
  if (existsSync("/usr/bin/chromium") || existsSync(chromium.executablePath())) return;
  say("Installing a browser …");
  const playwright = join(root, "node_modules/@playwright/test/cli.js");
  if (!run(process.execPath, [playwright, "install", ...(asRoot ? ["--with-deps"] : []), "chromium"]))
    throw new Error("No browser could be installed; install Chromium and set CHROMIUM_PATH to it.");
}
