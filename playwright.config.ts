import { existsSync } from "node:fs";
import { defineConfig, devices } from "@playwright/test";

/** Debian's own where it is installed, without its window best; otherwise the one that Playwright downloaded. */
const systemBrowser = [
  process.env.CHROMIUM_PATH,
  "/usr/bin/chromium-headless-shell",
  "/usr/bin/chromium",
].find((path) => path !== undefined && existsSync(path));

/** Which tests: scripts/test/product.mjs starts a product for one pass after the other. */
const pass = process.env.E2E_PASS ?? "product";

const tests = {
  product: { testIgnore: ["**/e2e/clock/**", "**/e2e/daemon/**"] },
  // They move the clock of the whole demonstration, so they run when nobody else does, one after the other.
  clock: { testMatch: ["**/e2e/clock/*.spec.ts"], workers: 1, fullyParallel: false },
  // Real machines and nothing seeded.
  daemon: { testMatch: ["**/e2e/daemon/*.spec.ts"] },
};

/** Only what hangs ends by it: a slow machine is no failure. */
const HANGS_MS = 120_000;

// Run by `npm run test:e2e`, which starts the product and sets E2E_WEB_URL and WATTSECOND_DATA.
export default defineConfig({
  testDir: "e2e",
  outputDir: `test-results/${pass}`,
  fullyParallel: true,
  workers: 2,
  retries: 0,
  forbidOnly: true,
  timeout: 15 * 60_000,
  expect: { timeout: HANGS_MS },
  projects: [{ name: pass, ...tests[pass as keyof typeof tests] }],
  reporter: [
    ["list"],
    ["json", { outputFile: `test-results/${pass}.json` }],
    ["html", { open: "never", outputFolder: `playwright-report/${pass}` }],
  ],
  use: {
    ...devices["Desktop Chrome"],
    baseURL: process.env.E2E_WEB_URL ?? "http://127.0.0.1:3000",
    viewport: { width: 1440, height: 900 },
    locale: "en-US",
    timezoneId: "Europe/Moscow",
    actionTimeout: HANGS_MS,
    navigationTimeout: HANGS_MS,
    // A trace costs as much as the test. `npm run test:e2e -- e2e/that.spec.ts --trace on` when a failure needs one.
    trace: "off",
    screenshot: "only-on-failure",
    launchOptions: {
      ...(systemBrowser === undefined ? {} : { executablePath: systemBrowser }),
      // Chromium's own sandbox does not work for root.
      args: process.getuid?.() === 0 ? ["--no-sandbox"] : [],
    },
  },
});
