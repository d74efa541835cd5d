import type { Cluster } from "../cluster";
import { ApiError, badRequest, notFound } from "../errors";
import { uses, type VolumeRecord } from "../volume-store";
import { fieldsOf, textField, textMap } from "./fields";
import type { Reply, Request } from "./reply";
import { sync } from "./reply";
import { ownName } from "./server";
import { findSnapshot, putSnapshot, removeSnapshot, snapshot, snapshotView } from "./volume-snapshots";

type Handler = (cluster: Cluster, request: Request) => Reply | Promise<Reply>;

const custom = "/1.0/storage-pools/:/volumes/custom";

/** Custom storage volumes, as the daemon serves them. One line in the router takes them in. */
export const volumeRoutes: Record<string, Partial<Record<string, Handler>>> = {
  "/1.0/storage-pools/:/volumes": { GET: listAll },
  [custom]: { GET: list, POST: create },
  [`${custom}/:`]: { GET: get, PUT: put, PATCH: patch, DELETE: remove },
  [`${custom}/:/state`]: {
    GET: (cluster, request) =>
      sync({ usage: { used: 0, total: bytesOf(volumeOf(cluster, request).config.size ?? "") } }),
  },
  [`${custom}/:/snapshots`]: {
    GET: (cluster, request) => {
      const volume = volumeOf(cluster, request);
      const whole = recursion(request) > 0;
      return sync(
        volume.snapshots.map((one) =>
          whole ? snapshotView(volume, one) : `${urlOf(volume)}/snapshots/${one.name}`,
        ),
      );
    },
    POST: (cluster, request) => snapshot(cluster, volumeOf(cluster, request), request),
  },
  [`${custom}/:/snapshots/:`]: {
    GET: (cluster, request) => {
      const volume = volumeOf(cluster, request);
      return sync(snapshotView(volume, findSnapshot(volume, partOf(request, 8))));
    },
    PUT: (cluster, request) => putSnapshot(cluster, volumeOf(cluster, request), partOf(request, 8), request),
    DELETE: (cluster, request) => removeSnapshot(cluster, volumeOf(cluster, request), partOf(request, 8)),
  },
};

const recursion = (request: Request): number => Number(request.query.get("recursion") ?? 0);
const partOf = (request: Request, index: number): string =>
  decodeURIComponent(request.path.split("/")[index] ?? "");
const urlOf = (volume: VolumeRecord): string => `/1.0/storage-pools/default/volumes/custom/${volume.name}`;

function requirePool(request: Request): void {
  if (partOf(request, 3) !== "default") throw notFound("Storage pool");
}

/** Without a target the daemon looks everywhere, and asks for one when it finds several. */
function volumeOf(cluster: Cluster, request: Request): VolumeRecord {
  requirePool(request);
  const name = partOf(request, 6);
  const target = request.query.get("target");
  if (target !== null) {
    cluster.reach(cluster.host(target).name);
    const found = cluster.volumes.find(name, target);
    if (!found) throw notFound("Storage pool volume");
    return found;
  }
  const [first, second] = cluster.volumes.list().filter((volume) => volume.name === name);
  if (second) throw badRequest(`More than one cluster member has a volume named "${name}"`);
  if (!first) throw notFound("Storage pool volume");
  cluster.reach(first.host);
  return first;
}

const usersOf = (cluster: Cluster, volume: VolumeRecord) =>
  [...cluster.store.machines.values()].filter((machine) => uses(machine, volume));

function view(cluster: Cluster, volume: VolumeRecord) {
  const { name, host, description, config, createdAt } = volume;
  return {
    ...{ name, description, config, type: "custom", content_type: "filesystem", project: "default" },
    location: host,
    created_at: createdAt,
    used_by: usersOf(cluster, volume).map((machine) => `/1.0/instances/${machine.name}`),
  };
}

/** As the daemon lists them: with the snapshots of each. */
const withSnapshots = (cluster: Cluster) =>
  cluster.volumes.list().flatMap((volume) => {
    const whole = view(cluster, volume);
    return [
      whole,
      ...volume.snapshots.map((one) => ({ ...whole, ...snapshotView(volume, one), used_by: whole.used_by })),
    ];
  });

const urlIn = (type: string, name: string): string => {
  const [volume, snapshot] = name.split("/");
  const of = snapshot === undefined ? "" : `/snapshots/${snapshot}`;
  return `/1.0/storage-pools/default/volumes/${type}/${volume}${of}`;
};

function list(cluster: Cluster, request: Request): Reply {
  requirePool(request);
  const all = withSnapshots(cluster);
  return sync(recursion(request) > 0 ? all : all.map(({ name }) => urlIn("custom", name)));
}

/** Also the machines' root disks, as `lxc storage volume list` shows them. */
function listAll(cluster: Cluster, request: Request): Reply {
  requirePool(request);
  const roots = [...cluster.store.machines.values()].map((machine) => ({
    ...{ name: machine.name, description: "", config: {}, type: machine.type, content_type: "filesystem" },
    ...{ project: "default", location: machine.host, created_at: machine.createdAt },
    used_by: [`/1.0/instances/${machine.name}`],
  }));
  const all = [...roots, ...withSnapshots(cluster)];
  return sync(recursion(request) > 0 ? all : all.map(({ type, name }) => urlIn(type, name)));
}

function create(cluster: Cluster, request: Request): Reply {
  requirePool(request);
  const body = fieldsOf(request.body);
  const name = textField(body, "name");
  if (name === "") throw badRequest("No name provided");
  if (name.includes("/")) throw badRequest("Storage volume names may not contain slashes");
  const target = request.query.get("target") ?? ownName(cluster);
  const { name: host, diskGib } = cluster.host(target);
  cluster.reach(host);
  if (cluster.volumes.find(name, host)) throw new ApiError(409, "Volume by that name already exists");
  const config = textMap(body.config, "config");
  checkConfig(name, config);
  if (bytesOf(config.size ?? "") > diskGib * 1024 ** 3) throw new ApiError(500, "No space left on device");
  const fault = cluster.faults.strikeName(name, "create");
  if (fault?.kind === "fail") throw new ApiError(500, fault.message);
  const createdAt = cluster.time.now().toISOString();
  const description = textField(body, "description");
  cluster.volumes.add({ name, host, description, config, createdAt, snapshots: [] });
  return sync({});
}

function get(cluster: Cluster, request: Request): Reply {
  return sync(view(cluster, volumeOf(cluster, request)));
}

function patch(cluster: Cluster, request: Request): Reply {
  const volume = volumeOf(cluster, request);
  const body = fieldsOf(request.body);
  const config = { ...volume.config, ...textMap(body.config, "config") };
  checkConfig(volume.name, config);
  volume.config = config;
  if (body.description !== undefined) volume.description = textField(body, "description");
  cluster.volumes.save();
  return sync({});
}

/** `{ "restore": name }` goes back to a snapshot; anything else replaces the settings. */
function put(cluster: Cluster, request: Request): Reply {
  const volume = volumeOf(cluster, request);
  const body = fieldsOf(request.body);
  const restore = textField(body, "restore");
  if (restore !== "") {
    if (usersOf(cluster, volume).some((machine) => machine.power !== "stopped"))
      throw new ApiError(500, "Cannot restore custom volume used by running instances");
    if (!volume.snapshots.some((one) => one.name === restore)) throw new ApiError(500, "Snapshot not found");
    return sync({});
  }
  const config = textMap(body.config, "config");
  checkConfig(volume.name, config);
  Object.assign(volume, { config, description: textField(body, "description") });
  cluster.volumes.save();
  return sync({});
}

function remove(cluster: Cluster, request: Request): Reply {
  const volume = volumeOf(cluster, request);
  if (usersOf(cluster, volume).length > 0) throw badRequest("The storage volume is still in use");
  cluster.volumes.remove(volume);
  return sync({});
}

const sizePattern = /^(\d+)\s*(B|kB|MB|GB|TB|KiB|MiB|GiB|TiB)?$/;

function bytesOf(size: string): number {
  const [, digits = "0", unit = "B"] = sizePattern.exec(size) ?? [];
  const binary = unit.includes("i") ? 1024 : 1000;
  return Number(digits) * binary ** ["B", "k", "M", "G", "T"].indexOf(unit.replace("K", "k").charAt(0));
}

function checkConfig(name: string, config: Record<string, string>): void {
  for (const [key, value] of Object.entries(config)) {
    const known = /^(user\.|volatile\.|size$|security\.(shifted|unmapped)$|snapshots\.)/.test(key);
    if (!known) throw new ApiError(500, `Invalid option for volume "default_${name}" option "${key}"`);
    if (key === "size" && value !== "" && !sizePattern.test(value))
      throw new ApiError(
        500,
        `Invalid value for volume "default_${name}" option "size": Invalid value: ${value}`,
      );
  }
}
