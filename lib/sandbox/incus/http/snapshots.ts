import type { Cluster } from "../cluster";
import { badRequest, notFound } from "../errors";
import { expandedDevices, type MachineRecord, type SnapshotRecord } from "../machine";
import { removeSnapshot, restoreSnapshot, snapshotsOf, takeSnapshot } from "../snapshots";
import { fieldsOf, flagField, textField } from "./fields";
import { usedBytes } from "./images";
import type { Reply, Request } from "./reply";
import { asyncReply, sync } from "./reply";
import type { Handler } from "./router";
import { collection } from "./server";

export function snapshotView({ name, createdAt, machine, files, expiresAt }: SnapshotRecord) {
  const { lastUsedAt, ...rest } = machine;
  return {
    ...{ name, ...rest, architecture: "x86_64", created_at: createdAt, last_used_at: lastUsedAt },
    expanded_config: machine.config,
    expanded_devices: expandedDevices(machine),
    expires_at: expiresAt ?? "0001-01-01T00:00:00Z",
    size: usedBytes(files),
    stateful: false,
  };
}

function listSnapshots(cluster: Cluster, request: Request, name: string): Reply {
  return collection(
    request,
    snapshotsOf(cluster.machine(name)).map(snapshotView),
    (one) => `/1.0/instances/${name}/snapshots/${one.name}`,
  );
}

function find(machine: MachineRecord, name: string): SnapshotRecord {
  const found = snapshotsOf(machine).find((one) => one.name === name);
  if (found) return found;
  throw notFound(
    `Failed to fetch snapshot "${name}" of instance "${machine.name}" in project "default": InstanceSnapshot`,
  );
}

function createSnapshot(cluster: Cluster, request: Request, name: string): Reply {
  const machine = cluster.machine(name);
  cluster.reach(machine.host);
  const body = fieldsOf(request.body);
  if (flagField(body, "stateful"))
    throw badRequest("Unable to create a stateful snapshot. CRIU isn't installed");
  const asked = textField(body, "name") || `snap${snapshotsOf(machine).length}`;
  if (asked.includes("/")) throw badRequest("Invalid snapshot name: Cannot contain slashes");
  return asyncReply(
    cluster.operations.run("Snapshotting instance", name, machine.host, () =>
      takeSnapshot(cluster, machine, asked, textField(body, "expires_at") || null),
    ),
  );
}

/** The one thing of a snapshot that can be changed: when it ends. */
function putSnapshot(cluster: Cluster, request: Request, name: string, asked: string): Reply {
  const machine = cluster.machine(name);
  cluster.reach(machine.host);
  find(machine, asked);
  const expiresAt = textField(fieldsOf(request.body), "expires_at");
  return asyncReply(
    cluster.operations.run("Updating snapshot", name, machine.host, async () => {
      const { expiresAt: _, ...snapshot } = find(machine, asked);
      const changed = { ...snapshot, ...(expiresAt ? { expiresAt } : {}) };
      machine.snapshots = snapshotsOf(machine).map((one) => (one.name === asked ? changed : one));
      cluster.store.save();
    }),
  );
}

/** The part of a PUT of the machine that goes back to a snapshot, which may be named with its machine before it. */
export function restoreInstance(cluster: Cluster, machine: MachineRecord, asked: string): Reply {
  const snapshot = asked.startsWith(`${machine.name}/`) ? asked.slice(machine.name.length + 1) : asked;
  return asyncReply(
    cluster.operations.run("Restoring snapshot", machine.name, machine.host, () =>
      restoreSnapshot(cluster, machine, snapshot),
    ),
  );
}

function deleteSnapshot(cluster: Cluster, _request: Request, name: string, snapshot: string): Reply {
  const machine = cluster.machine(name);
  cluster.reach(machine.host);
  find(machine, snapshot);
  return asyncReply(
    cluster.operations.run("Deleting snapshot", name, machine.host, () =>
      removeSnapshot(cluster, machine, snapshot),
    ),
  );
}

export const snapshotRoutes: Record<string, Partial<Record<string, Handler>>> = {
  "/1.0/instances/:/snapshots": { GET: listSnapshots, POST: createSnapshot },
  "/1.0/instances/:/snapshots/:": {
    GET: (cluster, _request, name, part) => sync(snapshotView(find(cluster.machine(name), part))),
    PUT: putSnapshot,
    DELETE: deleteSnapshot,
  },
};
