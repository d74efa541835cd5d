import type { Cluster } from "../cluster";
import { notFound } from "../errors";
import { defaultProfile } from "../machine";
import type { Reply, Request } from "./reply";
import { sync } from "./reply";

// Only what is served: the stock client uses whatever is announced.
const extensions = [
  "instances",
  "container_full",
  "api_filtering",
  "clustering",
  "clustering_evacuation",
  "resources",
  "resources_gpu",
  "resources_v2",
  "instance_get_full",
  "console",
  "container_exec_signal_handling",
  "metrics",
  "network",
  "network_acl",
  "network_ovn_acl_defaults",
  "storage",
  "storage_api_volume_snapshots",
  "storage_volume_state",
  "image_create_aliases",
  "certificate_token",
];

export function versions(): Reply {
  return sync(["/1.0"]);
}

/** The cluster member that answers: the first one that is not offline. */
export function ownName(cluster: Cluster): string {
  return cluster.hosts.find((host) => host.status !== "offline")?.name ?? cluster.hosts[0]?.name ?? "none";
}

export function overview(cluster: Cluster, { client }: Request): Reply {
  const known = {
    api_extensions: extensions,
    api_status: "stable",
    api_version: "1.0",
    auth: client.trusted ? "trusted" : "untrusted",
    public: false,
    auth_methods: ["tls"],
  };
  if (!client.trusted) return sync(known);
  return sync({
    ...known,
    config: client.restricted ? null : { "cluster.https_address": "127.0.0.1" },
    environment: {
      addresses: [],
      architectures: ["x86_64"],
      driver: "simulated",
      driver_version: "1",
      kernel: "Linux",
      kernel_architecture: "x86_64",
      os_name: "Simulated cluster",
      project: "default",
      server: "lxd",
      server_clustered: true,
      server_name: ownName(cluster),
      server_pid: process.pid,
      server_version: "5.0.2",
      storage: "dir",
      storage_version: "1",
    },
  });
}

export function clusterInfo(cluster: Cluster): Reply {
  return sync({ server_name: ownName(cluster), enabled: true, member_config: [] });
}

export function cancelOperation(cluster: Cluster, _request: Request, id: string): Reply {
  cluster.operations.cancel(id);
  return sync({});
}

/** A list of URLs, or of whole objects with `recursion=1`, as every collection of the protocol. */
export function collection<T>(request: Request, items: T[], url: (item: T) => string): Reply {
  const recursion = Number(request.query.get("recursion") ?? 0);
  return sync(recursion > 0 ? items : items.map(url));
}

function find<T extends { name: string }>(items: T[], name: string, what: string): Reply {
  const item = items.find((candidate) => candidate.name === name);
  if (!item) throw notFound(what);
  return sync(item);
}

const locations = (cluster: Cluster) => cluster.hosts.map((host) => host.name);

const networks = (cluster: Cluster) => [
  {
    name: "br0",
    type: cluster.network,
    managed: true,
    status: "Created",
    description: "Simulated network",
    config: {},
    locations: locations(cluster),
    used_by: [],
  },
];

export const listNetworks = (cluster: Cluster, request: Request): Reply =>
  collection(request, networks(cluster), (network) => `/1.0/networks/${network.name}`);
export const getNetwork = (cluster: Cluster, _request: Request, name: string): Reply =>
  find(networks(cluster), name, "Network");

const profiles = (cluster: Cluster) => [
  {
    name: "default",
    description: "Default profile",
    ...defaultProfile,
    used_by: [...cluster.store.machines.values()]
      .filter((machine) => machine.profiles.includes("default"))
      .map((machine) => `/1.0/instances/${machine.name}`),
  },
];

export const listProfiles = (cluster: Cluster, request: Request): Reply =>
  collection(request, profiles(cluster), (profile) => `/1.0/profiles/${profile.name}`);
export const getProfile = (cluster: Cluster, _request: Request, name: string): Reply =>
  find(profiles(cluster), name, "Profile");

const projects = [{ name: "default", description: "Default project", config: {}, used_by: [] }];

export const listProjects = (_cluster: Cluster, request: Request): Reply =>
  collection(request, projects, (project) => `/1.0/projects/${project.name}`);
export const getProject = (_cluster: Cluster, _request: Request, name: string): Reply =>
  find(projects, name, "Project");

const pools = (cluster: Cluster) => [
  {
    name: "default",
    driver: "dir",
    status: "Created",
    description: "",
    config: {},
    locations: locations(cluster),
    used_by: [
      ...[...cluster.store.machines.keys()].map((name) => `/1.0/instances/${name}`),
      ...cluster.volumes.list().map(({ name }) => `/1.0/storage-pools/default/volumes/custom/${name}`),
    ],
  },
];

export const listPools = (cluster: Cluster, request: Request): Reply =>
  collection(request, pools(cluster), (pool) => `/1.0/storage-pools/${pool.name}`);
export const getPool = (cluster: Cluster, _request: Request, name: string): Reply =>
  find(pools(cluster), name, "Storage pool");

export function getPoolResources(cluster: Cluster, request: Request, name: string): Reply {
  if (name !== "default") throw notFound("Storage pool");
  const host = cluster.host(request.query.get("target") ?? ownName(cluster));
  cluster.reach(host.name);
  return sync({ space: { used: 0, total: host.diskGib * 1024 ** 3 }, inodes: { used: 0, total: 0 } });
}
