import type { Cluster } from "../cluster";
import { badRequest } from "../errors";
import type { Operation } from "../operations";
import type { Reply, Request } from "./reply";
import { sync } from "./reply";

/** By status, as the daemon groups them: { running: [...], success: [...] }. */
export function listOperations(cluster: Cluster, request: Request): Reply {
  const whole = Number(request.query.get("recursion") ?? 0) > 0;
  const groups: Record<string, (Operation | string)[]> = {};
  for (const operation of cluster.operations.list()) {
    const group = operation.status.toLowerCase();
    groups[group] = [...(groups[group] ?? []), whole ? operation : `/1.0/operations/${operation.id}`];
  }
  return sync(groups);
}

export const getOperation = (cluster: Cluster, _request: Request, id: string): Reply =>
  sync(cluster.operations.get(id));

export async function waitOperation(cluster: Cluster, request: Request, id: string): Promise<Reply> {
  const seconds = Number(request.query.get("timeout") ?? -1);
  if (!Number.isInteger(seconds)) throw badRequest("Invalid timeout");
  return sync(await cluster.operations.wait(id, seconds));
}
