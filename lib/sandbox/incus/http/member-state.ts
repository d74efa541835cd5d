import type { Cluster } from "../cluster";
import { badRequest } from "../errors";
import { evacuateHost, restoreHost } from "../evacuation";
import { fieldsOf, textField } from "./fields";
import type { Reply, Request } from "./reply";
import { asyncReply } from "./reply";

/** Takes a host out of service, or back into it. */
export function postMemberState(cluster: Cluster, request: Request, name: string): Reply {
  const host = cluster.host(name);
  const action = textField(fieldsOf(request.body), "action");
  if (action !== "evacuate" && action !== "restore") throw badRequest(`Unknown action "${action}"`);
  cluster.reach(name);
  const isOut = host.status === "evacuated";
  if (action === "evacuate" && isOut) throw badRequest("Cluster member is already evacuated");
  if (action === "restore" && !isOut) throw badRequest("Cluster member is already restored");
  const description = action === "evacuate" ? "Evacuating cluster member" : "Restoring cluster member";
  const work = action === "evacuate" ? evacuateHost : restoreHost;
  return asyncReply(cluster.operations.run(description, null, name, () => work(cluster, name)));
}
