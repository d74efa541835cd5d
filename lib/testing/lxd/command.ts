import { spawn } from "node:child_process";

/** Runs a program to its end and returns what it printed; what failed says its command and its complaint. */
export async function command(
  program: string,
  args: readonly string[],
  options: { input?: string; env?: NodeJS.ProcessEnv } = {},
): Promise<string> {
  const child = spawn(program, args, { env: options.env ?? process.env, stdio: ["pipe", "pipe", "pipe"] });
  let output = "";
  let complaint = "";
  child.stdout.on("data", (chunk) => {
    output += chunk;
  });
  child.stderr.on("data", (chunk) => {
    complaint += chunk;
  });
  // A program that does not read its input may end before it is written.
  child.stdin.on("error", () => undefined);
  child.stdin.end(options.input ?? "");
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once("error", reject);
    child.once("close", resolve);
  });
  if (code === 0) return output;
  throw new Error(`${program} ${args.join(" ")} ended with ${code}: ${complaint.trim() || output.trim()}`);
}

/** The same for what may fail because there is nothing to do. */
export const attempt = (program: string, args: readonly string[]): Promise<boolean> =>
  command(program, args).then(
    () => true,
    () => false,
  );
