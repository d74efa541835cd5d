import type { Cluster } from "../cluster";
import { badRequest } from "../errors";
import { runCommand, type Wanted } from "../exec/run";
import type { Fd } from "../exec/sessions";
import { insideOf } from "../power";
import { fieldsOf, flagField, numberField, textList, textMap } from "./fields";
import { asyncReply, type Reply, type Request } from "./reply";

const daemonEnvironment = {
  PATH: "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
  LANG: "C.UTF-8",
  HOME: "/root",
  USER: "root",
};

/** Starts a command whose streams are websockets of the operation. Recording and fire-and-forget are not served. */
export function postExec(cluster: Cluster, request: Request, name: string): Reply {
  const machine = cluster.machine(name);
  cluster.reach(machine.host);
  const body = fieldsOf(request.body);
  const wanted = wantedOf(body);
  if (!flagField(body, "wait-for-websocket")) throw badRequest("Only commands with websockets are simulated");
  if (machine.power === "stopped") throw badRequest("Instance is not running");
  if (machine.power === "frozen") throw badRequest("Instance is frozen");
  const fds: Fd[] = wanted.terminal ? ["0", "control"] : ["0", "1", "2", "control"];
  const { secrets, sockets } = cluster.sessions.expect(name, fds);
  const { command, environment, terminal } = wanted;
  const operation = cluster.operations.run(
    "Executing command",
    name,
    machine.host,
    async (progress) => {
      const { connected, ended } = await sockets;
      progress({ return: await runCommand(insideOf(cluster, machine), wanted, connected, ended) });
    },
    {
      class: "websocket",
      metadata: { command, environment, fds: secrets, interactive: terminal !== null },
    },
  );
  return asyncReply(operation);
}

function wantedOf(body: Record<string, unknown>): Wanted {
  const command = textList(body, "command");
  if (!command || command.length === 0) throw badRequest("No command specified");
  const terminal = flagField(body, "interactive")
    ? { columns: numberField(body, "width") || 80, rows: numberField(body, "height") || 25 }
    : null;
  return {
    command,
    environment: { ...daemonEnvironment, ...textMap(body.environment, "environment") },
    terminal,
  };
}
