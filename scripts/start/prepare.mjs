import { spawn } from "node:child_process";
import { join } from "node:path";
import { Trouble } from "./trouble.mjs";

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
