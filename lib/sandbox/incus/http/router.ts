import type { Cluster } from "../cluster";
import { ApiError, notFound } from "../errors";
import { addCertificate, deleteCertificate, getCertificate, listCertificates } from "./certificates";
import { getConsole, getLog, listLogs, postConsole } from "./console";
import { postExec } from "./exec";
import { fileRoutes } from "./files";
import { getMember, getResources, listMembers } from "./hosts";
import { imageRoutes } from "./images";
import {
  createInstance,
  deleteInstance,
  getInstance,
  listInstances,
  patchInstance,
  putInstance,
} from "./instances";
import { postMemberState } from "./member-state";
import { getMetrics } from "./metrics";
import { postInstance } from "./move";
import { aclRoutes } from "./network-acls";
import { getOperation, listOperations, waitOperation } from "./operations";
import type { Reply, Request } from "./reply";
import * as server from "./server";
import { snapshotRoutes } from "./snapshots";
import { getState, putState } from "./state";
import { volumeRoutes } from "./volumes";

export type Handler = (
  cluster: Cluster,
  request: Request,
  name: string,
  part: string,
) => Reply | Promise<Reply>;

const routes: Record<string, Partial<Record<string, Handler>>> = {
  "/": { GET: server.versions },
  "/1.0": { GET: server.overview },
  "/1.0/certificates": { GET: listCertificates, POST: addCertificate },
  "/1.0/certificates/:": { GET: getCertificate, DELETE: deleteCertificate },
  "/1.0/cluster": { GET: server.clusterInfo },
  "/1.0/cluster/members": { GET: listMembers },
  "/1.0/cluster/members/:": { GET: getMember },
  "/1.0/cluster/members/:/state": { POST: postMemberState },
  "/1.0/resources": { GET: getResources },
  "/1.0/instances": { GET: listInstances, POST: createInstance },
  "/1.0/instances/:": {
    GET: getInstance,
    PUT: putInstance,
    PATCH: patchInstance,
    POST: postInstance,
    DELETE: deleteInstance,
  },
  "/1.0/instances/:/state": { GET: getState, PUT: putState },
  "/1.0/instances/:/exec": { POST: postExec },
  "/1.0/instances/:/console": { GET: getConsole, POST: postConsole },
  "/1.0/instances/:/logs": { GET: listLogs },
  "/1.0/instances/:/logs/:": { GET: getLog },
  "/1.0/operations": { GET: listOperations },
  "/1.0/operations/:": { GET: getOperation, DELETE: server.cancelOperation },
  "/1.0/operations/:/wait": { GET: waitOperation },
  ...fileRoutes,
  ...imageRoutes,
  ...snapshotRoutes,
  "/1.0/metrics": { GET: getMetrics },
  ...aclRoutes,
  "/1.0/networks": { GET: server.listNetworks },
  "/1.0/networks/:": { GET: server.getNetwork },
  "/1.0/profiles": { GET: server.listProfiles },
  "/1.0/profiles/:": { GET: server.getProfile },
  "/1.0/projects": { GET: server.listProjects },
  "/1.0/projects/:": { GET: server.getProject },
  "/1.0/storage-pools": { GET: server.listPools },
  "/1.0/storage-pools/:": { GET: server.getPool },
  "/1.0/storage-pools/:/resources": { GET: server.getPoolResources },
  ...volumeRoutes,
};

const compiled = Object.entries(routes).map(([path, methods]) => ({
  pattern: new RegExp(`^${path.replaceAll(":", "([^/]+)")}/?$`),
  methods,
}));

/** What strangers may ask, and what a client may that is restricted to its projects. */
function mayAsk({ client, method, path }: Request): boolean {
  if (client.trusted && !client.restricted) return true;
  if (method === "GET" && ["/", "/1.0", "/1.0/"].includes(path)) return true;
  if (!client.trusted) return method === "POST" && path === "/1.0/certificates";
  return method === "GET" && !path.startsWith("/1.0/cluster");
}

/** Finds the handler and runs it; throws ApiError for what the daemon refuses. */
export async function route(cluster: Cluster, request: Request): Promise<Reply> {
  const project = request.query.get("project");
  if (project !== null && project !== "default") throw notFound("Project");
  for (const { pattern, methods } of compiled) {
    const match = pattern.exec(request.path);
    if (!match) continue;
    const handler = methods[request.method];
    if (!handler) throw new ApiError(501, "not implemented");
    if (!mayAsk(request)) throw new ApiError(403, "not authorized");
    return handler(cluster, request, decodeURIComponent(match[1] ?? ""), decodeURIComponent(match[2] ?? ""));
  }
  throw notFound("Page");
}
