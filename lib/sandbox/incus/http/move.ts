import type { Cluster } from "../cluster";
import { ApiError, badRequest } from "../errors";
import { moveMachine, rename } from "../move";
import { checkName } from "./check";
import { fieldsOf, flagField, textField } from "./fields";
import type { Reply, Request } from "./reply";
import { asyncReply } from "./reply";
import { dropsAnswer } from "./state";

/** A move to the member that `target` names, or another name. */
export function postInstance(cluster: Cluster, request: Request, name: string): Reply {
  const machine = cluster.machine(name);
  const target = request.query.get("target");
  const body = fieldsOf(request.body);
  const newName = textField(body, "name");
  cluster.reach(machine.host);
  if (target !== null) {
    if (!flagField(body, "migration")) throw badRequest("Invalid migration request");
    if (newName !== "" && newName !== name) throw new ApiError(501, "not implemented");
    const member = cluster.hosts.find((host) => host.name === target);
    if (!member) throw new ApiError(404, "Failed to get target node: Cluster member not found");
    cluster.reach(target);
    const faults = cluster.faults.strike(machine, "move");
    const operation = cluster.operations.run("Migrating instance", name, machine.host, (progress) =>
      moveMachine(cluster, machine, target, faults, progress),
    );
    return asyncReply(operation, faults.some(dropsAnswer));
  }
  if (flagField(body, "migration")) throw new ApiError(501, "not implemented");
  checkName(newName);
  if (cluster.store.machines.has(newName)) throw new ApiError(409, `Name "${newName}" already in use`);
  return asyncReply(
    cluster.operations.run("Renaming instance", name, machine.host, async () => {
      if (machine.power !== "stopped") throw new Error("Renaming of running instance not allowed");
      rename(cluster, machine, newName);
    }),
  );
}
