import { spawn } from "node:child_process";
import { join } from "node:path";
import pg from "pg";
import { tsImport } from "tsx/esm/api";
import { Trouble } from "./trouble.mjs";

/** Says at once, before minutes of building, that the operator's database cannot be used. @param {string} url */
export async function checkDatabase(url) {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 10_000 });
  try {
    await client.connect();
  } catch (error) {
    /** @type {import("../../lib/server/migrate")} */
    const { explainDatabaseError } = await tsImport("../../lib/server/migrate.ts", import.meta.url);
    throw new Trouble(explainDatabaseError(error, url));
  } finally {
    await client.end().catch(() => {});
  }
}

/**
 * Runs a script of the product to its end: `prepare.ts` brings the database to the newest schema, `seed.ts` fills an
 * empty demonstration.
 * @param {string} script
 * @param {string} root
 * @param {NodeJS.ProcessEnv} env
 * @param {AbortSignal} signal
 */
export async function runToEnd(script, root, env, signal) {
  let words = "";
  const code = await new Promise((done) => {
    const args = ["--import", import.meta.resolve("tsx"), join(root, "scripts", script)];
    const child = spawn(process.execPath, args, {
      cwd: root,
      env,
      signal,
      stdio: ["ignore", "inherit", "pipe"],
    });
    child.stderr.on("data", (chunk) => {
      words += chunk;
    });
    child.once("error", () => done(1));
    child.once("exit", done);
  });
  if (code !== 0) throw new Trouble(words.trim() || `scripts/${script} failed.`);
}
