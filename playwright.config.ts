import { existsSync } from "node:fs";
import { defineConfig, devices } from "@playwright/test";

/** Debian's own browser where it is installed; otherwise the one that Playwright downloaded. */
const systemBrowser = [process.env.CHROMIUM_PATH, "/usr/bin/chromium"].find(
  (path) => path !== undefined && existsSync(path),
);

/** Set by scripts/e2e-daemon.mjs: real machines and nothing seeded, so other tests. */
const onDaemon = process.env.E2E_DAEMON !== undefined;

// Run by `npm run test:e2e`, which starts the product and sets E2E_WEB_URL and WATTSECOND_DATA.
export default defineConfig({
  testDir: "e2e",
  outputDir: onDaemon ? "test-results/daemon" : "test-results",
  fullyParallel: true,
  workers: 2,
  retries: 0,
  forbidOnly: true,
  timeout: 180_000,
  expect: { timeout: 20_000 },
  projects: onDaemon
    ? [{ name: "daemon", testMatch: "**/e2e/daemon/*.spec.ts" }]
    : [
        { name: "product", testIgnore: ["**/e2e/clock/**", "**/e2e/daemon/**"] },
        // They move the clock of the whole demonstration, so they run when nobody else does, one after the other.
        {
          name: "clock",
          testMatch: "**/e2e/clock/*.spec.ts",
          dependencies: ["product"],
          workers: 1,
          fullyParallel: false,
        },
      ],
  reporter: [
    ["list"],
    ["json", { outputFile: onDaemon ? "test-results/daemon.json" : "test-results/results.json" }],
    ["html", { open: "never", outputFolder: "playwright-report" }],
  ],
  use: {
    ...devices["Desktop Chrome"],
    baseURL: process.env.E2E_WEB_URL ?? "http://127.0.0.1:3000",
    viewport: { width: 1440, height: 900 },
    locale: "en-US",
    timezoneId: "Europe/Moscow",
    trace: "retain-on-failure",
    screenshot: "only-on-failure",
    launchOptions: {
      ...(systemBrowser === undefined ? {} : { executablePath: systemBrowser }),
      // Chromium's own sandbox does not work for root.
      args: process.getuid?.() === 0 ? ["--no-sandbox"] : [],
    },
  },
});
