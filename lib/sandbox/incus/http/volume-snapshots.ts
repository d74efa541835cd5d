import type { Cluster } from "../cluster";
import { ApiError, notFound } from "../errors";
import type { VolumeRecord, VolumeSnapshotRecord } from "../volume-store";
import { fieldsOf, textField } from "./fields";
import type { Reply, Request } from "./reply";
import { asyncReply, sync } from "./reply";

/** The daemon calls them `<volume>/<snapshot>`. */
export function snapshotView(volume: VolumeRecord, one: VolumeSnapshotRecord) {
  const { description, config, createdAt, expiresAt = null } = one;
  return {
    name: `${volume.name}/${one.name}`,
    ...{ description, config, content_type: "", expires_at: expiresAt, created_at: createdAt },
  };
}

export function findSnapshot(volume: VolumeRecord, name: string): VolumeSnapshotRecord {
  const found = volume.snapshots.find((one) => one.name === name);
  if (!found) throw notFound("Storage pool volume");
  return found;
}

const run = (cluster: Cluster, volume: VolumeRecord, description: string, work: () => Promise<void>): Reply =>
  asyncReply(
    cluster.operations.run(description, null, volume.host, work, {
      resources: { storage_volumes: [`/1.0/storage-pools/default/volumes/custom/${volume.name}`] },
    }),
  );

/** As with the daemon, it is listed while it is being copied, and stays listed when whoever copies it dies. */
export function snapshot(cluster: Cluster, volume: VolumeRecord, request: Request): Reply {
  const body = fieldsOf(request.body);
  const name = textField(body, "name") || `snap${volume.snapshots.length}`;
  if (volume.snapshots.some((one) => one.name === name))
    throw new ApiError(409, `Snapshot "${name}" already in use`);
  const createdAt = cluster.time.now().toISOString();
  const { description, config } = volume;
  const end = endIn(body);
  return run(cluster, volume, "Creating storage volume snapshot", async () => {
    volume.snapshots.push({ name, description, config: { ...config }, createdAt, ...end });
    cluster.volumes.save();
    await cluster.time.delay(cluster.timing.createMs);
  });
}

/** Its description and its end; what is not named is taken away. */
export function putSnapshot(cluster: Cluster, volume: VolumeRecord, name: string, request: Request): Reply {
  const body = fieldsOf(request.body);
  const { expiresAt: _, ...found } = findSnapshot(volume, name);
  const changed = { ...found, description: textField(body, "description"), ...endIn(body) };
  volume.snapshots = volume.snapshots.map((one) => (one.name === name ? changed : one));
  cluster.volumes.save();
  return sync({});
}

function endIn(body: Record<string, unknown>): { expiresAt?: string } {
  const asked = textField(body, "expires_at");
  return Date.parse(asked) > 0 ? { expiresAt: asked } : {};
}

export function removeSnapshot(cluster: Cluster, volume: VolumeRecord, name: string): Reply {
  findSnapshot(volume, name);
  return run(cluster, volume, "Deleting storage volume snapshot", async () => {
    volume.snapshots = volume.snapshots.filter((one) => one.name !== name);
    cluster.volumes.save();
  });
}
