import { readFileSync, unwatchFile, watchFile } from "node:fs";
import { resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { parseSandboxConfig, type SandboxConfig } from "./config";
import { startIncusSandbox } from "./start";

export { startIncusSandbox } from "./start";

function required(name: string): string {
  const value = process.env[name];
  if (!value) throw new Error(`${name} is not set.`);
  return resolve(value);
}

function readConfig(file: string): SandboxConfig {
  let json: unknown;
  try {
    json = JSON.parse(readFileSync(file, "utf8"));
  } catch (error) {
    throw new Error(
      `SANDBOX_INCUS_CONFIG: ${file}: ${error instanceof Error ? error.message : String(error)}`,
    );
  }
  return parseSandboxConfig(json);
}

async function main(): Promise<void> {
  const folder = required("SANDBOX_INCUS_DIR");
  const file = required("SANDBOX_INCUS_CONFIG");
  const sandbox = await startIncusSandbox({ folder, config: readConfig(file) });
  watchFile(file, { interval: 500 }, () => {
    try {
      sandbox.reconfigure(readConfig(file)).catch(report);
    } catch (error) {
      // Half-written or wrong: the cluster goes on as it was.
      report(error);
    }
  });
  const end = () => {
    unwatchFile(file);
    sandbox.close().then(() => process.exit(0), report);
  };
  process.once("SIGTERM", end);
  process.once("SIGINT", end);
  console.log(`Incus sandbox ready: ${Object.keys(sandbox.folders).join(", ")} in ${folder}`);
}

function report(error: unknown): void {
  console.error(error instanceof Error ? error.message : String(error));
}

if (process.argv[1] !== undefined && resolve(process.argv[1]) === fileURLToPath(import.meta.url)) {
  main().catch((error: unknown) => {
    report(error);
    process.exitCode = 1;
  });
}
