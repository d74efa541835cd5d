import { availableParallelism } from "node:os";
import { defineConfig } from "vitest/config";

const exclude = ["**/node_modules/**", ".next/**", ".data/**", "e2e/**"];
/** Only what hangs: a slow machine is no failure. */
const timeouts = { testTimeout: 300_000, hookTimeout: 300_000 };
const resolve = { alias: { "@": import.meta.dirname } };

export default defineConfig({
  test: {
    // Much of the time they wait for the database and for clusters.
    maxWorkers: Math.max(2, availableParallelism() - 1),
    projects: [
      {
        resolve,
        test: {
          name: "unit",
          include: ["**/*.test.{ts,tsx}"],
          exclude: [...exclude, "**/*.integration.test.ts", "**/*.compute.test.ts"],
          ...timeouts,
        },
      },
      {
        resolve,
        test: {
          name: "integration",
          include: ["**/*.integration.test.ts"],
          exclude,
          globalSetup: "lib/testing/postgres.ts",
          ...timeouts,
        },
      },
      {
        resolve,
        test: {
          // Real daemons: started by scripts/test-compute.mjs, which says where they cannot run.
          name: "compute",
          fileParallelism: false,
          include: ["**/*.compute.test.ts"],
          exclude,
          globalSetup: ["lib/testing/postgres.ts", "lib/testing/lxd/prepare.ts"],
          ...timeouts,
        },
      },
    ],
  },
});
