import type { Cluster } from "../cluster";
import { badRequest } from "../errors";
import { freezeMachine, restartMachine, startMachine, stopMachine } from "../lifecycle";
import type { MachineRecord } from "../machine";
import { fieldsOf, flagField, numberField, textField } from "./fields";
import type { Reply, Request } from "./reply";
import { asyncReply, sync } from "./reply";
import { stateView } from "./view";

export function getState(cluster: Cluster, _request: Request, name: string): Reply {
  const machine = cluster.machine(name);
  cluster.reach(machine.host);
  return sync(stateView(cluster, machine));
}

const descriptions: Record<string, string> = {
  start: "Starting instance",
  stop: "Stopping instance",
  restart: "Restarting instance",
  freeze: "Freezing instance",
  unfreeze: "Unfreezing instance",
};

export function putState(cluster: Cluster, request: Request, name: string): Reply {
  const machine = cluster.machine(name);
  cluster.reach(machine.host);
  const body = fieldsOf(request.body);
  const action = textField(body, "action");
  const timeout = numberField(body, "timeout");
  // As the daemon: forced means at once, and no limit given means ten minutes.
  const seconds = flagField(body, "force") ? 0 : timeout < 0 ? 600 : timeout;
  const description = Object.hasOwn(descriptions, action) ? descriptions[action] : undefined;
  if (description === undefined) throw badRequest(`Unknown action: "${action}"`);
  const { work, drop } = plan(cluster, machine, action, seconds);
  return asyncReply(cluster.operations.run(description, name, machine.host, work), drop);
}

function plan(
  cluster: Cluster,
  machine: MachineRecord,
  action: string,
  seconds: number,
): { work: () => Promise<void>; drop: boolean } {
  if (action === "start" && machine.power !== "frozen") {
    const faults = cluster.faults.strike(machine, "start");
    return { work: () => startMachine(cluster, machine, faults), drop: faults.some(dropsAnswer) };
  }
  if (action === "stop") {
    const faults = cluster.faults.strike(machine, "stop");
    return { work: () => stopMachine(cluster, machine, seconds, faults), drop: faults.some(dropsAnswer) };
  }
  if (action === "restart") return { work: () => restartMachine(cluster, machine, seconds), drop: false };
  return { work: () => freezeMachine(cluster, machine, action === "freeze"), drop: false };
}

export const dropsAnswer = (fault: { kind: string }) => fault.kind === "timeout-after-success";
