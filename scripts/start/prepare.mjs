import { spawn } from "node:child_process";
import { join } from "node:path";
import { Trouble } from "./trouble.mjs";

/**
 * Brings the database to the newest schema and, in the demonstration, fills an empty one.
 * @param {string} root
 * @param {NodeJS.ProcessEnv} env
 * @param {AbortSignal} signal
 */
export async function prepareDatabase(root, env, signal) {
  let words = "";
  const code = await new Promise((done) => {
    const args = ["--import", import.meta.resolve("tsx"), join(root, "scripts/prepare.ts")];
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
  if (code !== 0) throw new Trouble(words.trim() || "The database could not be prepared.");
}
