import type { MachineAccess } from "@/lib/ports/machine-access";

/** What a command printed and how it ended; null: not within the time, and it was given up. */
export type Ran = { output: string; exitCode: number | null };

/** Runs a short command in a machine. Throws what the provider throws. */
export async function runCommand(
  access: MachineAccess,
  machine: string,
  command: readonly string[],
  limits: { bytes: number; timeoutMs: number },
): Promise<Ran> {
  const chunks: Buffer[] = [];
  let length = 0;
  const running = await access.exec(machine, { command, terminal: null }, (data, stream) => {
    if (stream === "errors" || length >= limits.bytes) return;
    chunks.push(data);
    length += data.length;
  });
  const late = setTimeout(() => running.close(), limits.timeoutMs);
  const { exitCode } = await running.ended;
  clearTimeout(late);
  return { output: Buffer.concat(chunks).subarray(0, limits.bytes).toString("utf8"), exitCode };
}
