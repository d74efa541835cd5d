import type { Cluster } from "../cluster";
import { ApiError, badRequest, notFound } from "../errors";
import { getty } from "../exec/getty";
import { insideOf } from "../power";
import { asyncReply, type Reply, type Request, sync } from "./reply";

const PATIENCE_MS = 1_000;

/** The console's text. Where there is none, the daemon's own clumsy sentence. */
export function getConsole(cluster: Cluster, _request: Request, name: string): Reply {
  const machine = cluster.machine(name);
  cluster.reach(machine.host);
  const text = cluster.consoles.read(name, machine.power !== "stopped");
  if (text === null) throw new ApiError(500, "open : no such file or directory");
  return { kind: "text", type: "application/octet-stream", text };
}

/** The console itself: it shows what the machine says, and asks who types to sign in. Until the machine is off. */
export function postConsole(cluster: Cluster, _request: Request, name: string): Reply {
  const machine = cluster.machine(name);
  cluster.reach(machine.host);
  if (machine.power === "stopped") throw badRequest("Instance is not running");
  const { secrets, sockets } = cluster.sessions.expect(name, ["0", "control"]);
  const work = async () => {
    const { connected, ended } = await sockets;
    const shown = connected["0"];
    if (!shown) return;
    cluster.consoles.watch(name, shown);
    const { hostname, osRelease } = insideOf(cluster, machine);
    const answer = getty({ hostname, name: osRelease.name });
    shown.on("message", (typed: Buffer, binary) => {
      const text = binary ? answer(typed.toString()) : "";
      if (text !== "") shown.send(Buffer.from(text));
    });
    await new Promise<void>((resolve) => {
      for (const socket of Object.values(connected)) socket.on("close", () => resolve());
      ended.addEventListener("abort", () => resolve(), { once: true });
    });
    if (shown.readyState !== shown.OPEN) return;
    // A client that hears of the operation's end goes at once, so it has to have read the last words before.
    const read = new Promise<void>((resolve) => {
      for (const sign of ["message", "close"]) shown.once(sign, () => resolve());
    });
    shown.send("");
    await Promise.race([read, cluster.time.delay(PATIENCE_MS)]);
  };
  const start = { class: "websocket", metadata: { fds: secrets } } as const;
  return asyncReply(cluster.operations.run("Showing console", name, machine.host, work, start));
}

const logFile = "lxc.log";

export function listLogs(cluster: Cluster, _request: Request, name: string): Reply {
  cluster.machine(name);
  return sync([`/1.0/instances/${name}/logs/${logFile}`]);
}

export function getLog(cluster: Cluster, _request: Request, name: string, file: string): Reply {
  const { host, lastUsedAt, power } = cluster.machine(name);
  if (file !== logFile) throw badRequest(`log file name ${file} not valid`);
  if (power === "stopped") throw notFound("File");
  return {
    kind: "text",
    type: "application/octet-stream",
    text: `lxc ${name} ${lastUsedAt} INFO     simulated - Started on ${host}\n`,
  };
}
