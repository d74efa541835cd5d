import { ComputeError, type ComputeProgress } from "@/lib/ports/compute";
import { isAlready } from "./errors";
import { followHost, moveForward, portOf } from "./forward";
import type { Cluster } from "./options";
import { absentIsDone, instanceUrl, ourMachine, readMachine, requireOurs } from "./read";
import { incusVolumes } from "./volumes";

type Action = "start" | "stop" | "restart" | "unfreeze";

const busy = /busy running a/i;
const attempts = 3;
const portAttempts = 20;

/** Waits for whatever already works on the machine (an earlier attempt of ours, as a rule), then does `work`. */
async function inTurn(cluster: Cluster, name: string, work: () => Promise<void>): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await work();
    } catch (error) {
      if (!isAlready(error, busy) || attempt === attempts) throw error;
      const running = await cluster.client.runningOn(name);
      // How that one ends is not our question; what it leaves is looked at by the next attempt.
      if (running) await cluster.client.finish(running).catch(rethrowUnlessEnded);
    }
  }
}

/** For waiting until an operation has ended, however it did. */
export function rethrowUnlessEnded(error: unknown): void {
  if (!(error instanceof ComputeError) || error.code === "unreachable") throw error;
}

/** One action; `done` is the daemon's sentence that means there was nothing to do. */
async function act(
  cluster: Cluster,
  name: string,
  action: Action,
  options: { timeoutSeconds: number; done?: RegExp },
): Promise<void> {
  const { timeoutSeconds, done } = options;
  const body = { action, timeout: timeoutSeconds, force: timeoutSeconds <= 0 };
  await inTurn(cluster, name, async () => {
    try {
      await cluster.client.change("PUT", instanceUrl(name, "/state"), { body });
    } catch (error) {
      if (done === undefined || !isAlready(error, done)) throw error;
    }
  });
}

export async function startMachine(
  cluster: Cluster,
  name: string,
  progress?: ComputeProgress,
): Promise<void> {
  const machine = await ourMachine(cluster, name);
  if (machine.status === "running") return;
  progress?.("starting", null);
  const action = machine.status === "frozen" ? "unfreeze" : "start";
  if (action === "start") await followHost(cluster, machine);
  await startOnAPort(cluster, name, action);
}

/** Programs of the host that the cluster does not know of may listen on the machine's port: then it gets another. */
async function startOnAPort(cluster: Cluster, name: string, action: Action): Promise<void> {
  const refused = new Set<number>();
  for (;;) {
    try {
      return await act(cluster, name, action, { timeoutSeconds: -1, done: /already running/i });
    } catch (error) {
      const port = isAlready(error, inUse) ? await portInWay(cluster, name, error) : null;
      if (port === null || refused.size === portAttempts) throw error;
      refused.add(port);
      await moveForward(cluster, name, refused, port);
    }
  }
}

const inUse = /address already in use/i;

/** Which of the machine's ports it was; SSH's where the daemon does not say. */
async function portInWay(cluster: Cluster, name: string, error: unknown): Promise<number | null> {
  const sentence = error instanceof Error ? error.message : "";
  const named = /:(\d+): bind: address already in use/i.exec(sentence)?.[1];
  return named === undefined ? portOf(cluster, await ourMachine(cluster, name)) : Number(named);
}

const alreadyOff = /already stopped|is not running|isn't running/i;

async function switchOff(cluster: Cluster, name: string): Promise<void> {
  await act(cluster, name, "stop", { timeoutSeconds: 0, done: alreadyOff });
}

/** What a guest that will not shut down is answered with; anything else is not cured by force. */
function unwilling(error: unknown): boolean {
  return error instanceof ComputeError && (error.code === "timeout" || error.code === "failed");
}

export async function stopMachine(cluster: Cluster, name: string, forceAfterSeconds: number): Promise<void> {
  const machine = await ourMachine(cluster, name);
  if (machine.status === "stopped") return;
  if (forceAfterSeconds > 0 && machine.status !== "frozen") {
    try {
      const timeoutSeconds = Math.ceil(forceAfterSeconds);
      return await act(cluster, name, "stop", { timeoutSeconds, done: alreadyOff });
    } catch (error) {
      if (!unwilling(error)) throw error;
    }
  }
  await switchOff(cluster, name);
}

export async function restartMachine(
  cluster: Cluster,
  name: string,
  forceAfterSeconds: number,
): Promise<void> {
  const machine = await ourMachine(cluster, name);
  if (machine.status === "stopped") {
    throw new ComputeError("refused", `The machine ${name} is off; start it instead`, false);
  }
  if (forceAfterSeconds > 0 && machine.status !== "frozen") {
    try {
      return await act(cluster, name, "restart", { timeoutSeconds: Math.ceil(forceAfterSeconds) });
    } catch (error) {
      if (!unwilling(error)) throw error;
    }
  }
  // A restart that failed halfway has left the machine off.
  const now = await ourMachine(cluster, name);
  if (now.status === "stopped") return startAgain(cluster, name);
  try {
    await act(cluster, name, "restart", { timeoutSeconds: 0 });
  } catch (error) {
    if (!unwilling(error) || (await ourMachine(cluster, name)).status !== "stopped") throw error;
    await startAgain(cluster, name);
  }
}

/** What kept it from coming up may be a disk that could not be taken off while it ran. */
async function startAgain(cluster: Cluster, name: string): Promise<void> {
  await incusVolumes(cluster).dropLostVolumes(name);
  await startMachine(cluster, name);
}

export async function removeMachine(cluster: Cluster, name: string): Promise<void> {
  await inTurn(cluster, name, async () => {
    const machine = await readMachine(cluster.client, name);
    if (machine === null) return;
    requireOurs(cluster, machine);
    if (machine.status !== "stopped") await switchOff(cluster, name);
    await absentIsDone(() => cluster.client.change("DELETE", instanceUrl(name), {}));
  });
}
