import { ComputeError } from "@/lib/ports/compute";
import type { RunInGuest } from "@/lib/ports/telemetry";
import { execInMachine } from "./exec";
import type { Cluster } from "./options";

// A command that only looks is over in a second or two; one that hangs is hung up.
const patienceMs = 6_000;

/** Runs a command that takes no input in a machine and hands back what it printed. Throws ComputeError. */
export function guestCommand(cluster: Cluster): RunInGuest {
  return async (name, command) => {
    const printed: Buffer[] = [];
    const running = await execInMachine(cluster, name, { command, terminal: null }, (data, stream) => {
      if (stream === "output") printed.push(data);
    });
    const late = setTimeout(() => running.close(), patienceMs);
    const { exitCode } = await running.ended;
    clearTimeout(late);
    if (exitCode === null)
      throw new ComputeError("timeout", `${command[0]} in ${name}: how it ended is not known`, true);
    return { stdout: Buffer.concat(printed).toString("utf8"), exitCode };
  };
}
