import { createHash } from "node:crypto";
import { isIP } from "node:net";
import type { AclRecord, AclRule } from "../acl-store";
import type { Cluster } from "../cluster";
import { ApiError, badRequest, notFound } from "../errors";
import { expandedDevices, type MachineRecord } from "../machine";
import { aclsOf } from "../network";
import { fieldsOf, textField, textMap } from "./fields";
import type { Reply, Request } from "./reply";
import { sync } from "./reply";
import { collection } from "./server";

type Handler = (cluster: Cluster, request: Request, name: string) => Reply;

/** Network ACLs, as the daemon serves them. One line in the router takes them in. */
export const aclRoutes: Record<string, Partial<Record<string, Handler>>> = {
  "/1.0/network-acls": {
    GET: (cluster, request) =>
      collection(
        request,
        cluster.acls.list().map((acl) => view(cluster, acl)),
        (acl) => `/1.0/network-acls/${acl.name}`,
      ),
    POST: create,
  },
  "/1.0/network-acls/:": {
    GET: (cluster, _request, name) => {
      const acl = view(cluster, aclOf(cluster, name));
      return sync(acl, etagOf(acl));
    },
    PUT: replace,
    DELETE: remove,
  },
};

/** What the daemon refuses about the interfaces of a machine. */
export function checkNics(cluster: Cluster, machine: Pick<MachineRecord, "devices" | "profiles">): void {
  for (const [name, device] of Object.entries(expandedDevices(machine))) {
    const option = Object.keys(device).find((key) => key.startsWith("security.acls"));
    if (device.type !== "nic" || option === undefined) continue;
    const invalid = (why: string) =>
      badRequest(`Invalid devices: Device validation failed for "${name}": ${why}`);
    if (cluster.network !== "ovn") throw invalid(`Invalid device option "${option}"`);
    const missing = aclsOf(device).find((acl) => !cluster.acls.find(acl));
    if (missing !== undefined) throw invalid(`Network ACL "${missing}" does not exist`);
  }
}

function aclOf(cluster: Cluster, name: string): AclRecord {
  const acl = cluster.acls.find(name);
  if (!acl) throw notFound("Network ACL");
  return acl;
}

function view(cluster: Cluster, acl: AclRecord) {
  const users = [...cluster.store.machines.values()].filter((machine) =>
    Object.values(expandedDevices(machine)).some((device) => aclsOf(device).includes(acl.name)),
  );
  return { ...acl, used_by: users.map(({ name }) => `/1.0/instances/${name}`) };
}

function etagOf({ description, config, ingress, egress }: AclRecord): string {
  return createHash("sha256")
    .update(JSON.stringify([description, config, ingress, egress]))
    .digest("hex");
}

function create(cluster: Cluster, request: Request): Reply {
  const name = textField(fieldsOf(request.body), "name");
  checkAclName(name);
  if (cluster.acls.find(name)) throw badRequest("The network ACL already exists");
  cluster.acls.put(read(name, request));
  return sync({});
}

function replace(cluster: Cluster, request: Request, name: string): Reply {
  const etag = etagOf(aclOf(cluster, name));
  const wanted = request.ifMatch?.replaceAll('"', "");
  if (wanted !== undefined && wanted !== etag)
    throw new ApiError(412, `ETag doesn't match: ${wanted} vs ${etag}`);
  cluster.acls.put(read(name, request));
  return sync({});
}

function remove(cluster: Cluster, _request: Request, name: string): Reply {
  if (view(cluster, aclOf(cluster, name)).used_by.length > 0)
    throw badRequest("Cannot delete an ACL that is in use");
  cluster.acls.remove(name);
  return sync({});
}

function checkAclName(name: string): void {
  if (name.length < 1 || name.length > 63) throw badRequest("Name must be 1-63 characters long");
  if (/^\d/.test(name)) throw badRequest("Name must not start with a number");
  if (/^-|-$|[^A-Za-z0-9-]/.test(name))
    throw badRequest("Name can only contain alphanumeric and hyphen characters");
}

function read(name: string, request: Request): AclRecord {
  const body = fieldsOf(request.body);
  const config = textMap(body.config, "config");
  const unknown = Object.keys(config).find((key) => !key.startsWith("user."));
  if (unknown !== undefined) throw badRequest(`Invalid config option "${unknown}"`);
  return {
    ...{ name, description: textField(body, "description"), config },
    ingress: rulesOf(body.ingress, "ingress"),
    egress: rulesOf(body.egress, "egress"),
  };
}

function rulesOf(value: unknown, direction: "ingress" | "egress"): AclRule[] {
  if (value === undefined || value === null) return [];
  if (!Array.isArray(value))
    throw badRequest(`json: cannot unmarshal value into Go struct field .${direction}`);
  const rules = value.map((entry): AclRule => textMap(entry, direction));
  for (const [index, rule] of rules.entries()) {
    const complaint = complaintOf(rule);
    if (complaint !== null) throw badRequest(`Invalid ${direction} rule ${index}: ${complaint}`);
    const first = rules.findIndex((other) => JSON.stringify(other) === JSON.stringify(rule));
    if (first < index) throw badRequest(`Duplicate of ${direction} rule ${first}`);
  }
  return rules;
}

function complaintOf({
  action = "",
  state = "",
  protocol,
  source,
  destination_port,
}: AclRule): string | null {
  if (!["allow", "reject", "drop"].includes(action)) return "Action must be one of: allow, drop, reject";
  if (!["enabled", "disabled", "logged"].includes(state))
    return "State must be one of: enabled, disabled, logged";
  if (protocol && !["icmp4", "icmp6", "tcp", "udp"].includes(protocol))
    return "Protocol must be one of: icmp4, icmp6, tcp, udp";
  const sources = (source ?? "").split(",").filter((each) => each !== "");
  const invalid = sources.find((each) => isIP(each.split("/")[0] ?? "") === 0);
  if (invalid !== undefined) return `Invalid Source: Invalid subject "${invalid}"`;
  if (protocol === "icmp4" && sources.some((each) => each.includes(":")))
    return 'Cannot use IPv6 source addresses with "icmp4" protocol';
  if (protocol === "icmp6" && sources.some((each) => !each.includes(":")))
    return 'Cannot use IPv4 source addresses with "icmp6" protocol';
  const ports = (destination_port ?? "").split(",").filter((each) => each !== "");
  const wrong = ports.find(
    (each) => !/^\d+(-\d+)?$/.test(each) || each.split("-").some((end) => +end > 65_535),
  );
  return wrong === undefined ? null : `Invalid Destination port: Invalid port number "${wrong}"`;
}
