import type { Cluster } from "../cluster";
import { ApiError, notFound } from "../errors";
import type { VolumeRecord } from "../volume-store";
import { fieldsOf, textField } from "./fields";
import type { Reply, Request } from "./reply";
import { asyncReply } from "./reply";

/** The daemon calls them `<volume>/<snapshot>`. */
export function snapshotView(volume: VolumeRecord, one: VolumeRecord["snapshots"][number]) {
  const { description, config, createdAt } = one;
  return {
    name: `${volume.name}/${one.name}`,
    ...{ description, config, content_type: "", expires_at: null, created_at: createdAt },
  };
}

export function snapshot(cluster: Cluster, volume: VolumeRecord, request: Request): Reply {
  const name = textField(fieldsOf(request.body), "name") || `snap${volume.snapshots.length}`;
  if (volume.snapshots.some((one) => one.name === name))
    throw new ApiError(409, `Snapshot "${name}" already in use`);
  const createdAt = cluster.time.now().toISOString();
  const { description, config } = volume;
  return asyncReply(
    cluster.operations.run("Creating storage volume snapshot", volume.name, volume.host, async () => {
      volume.snapshots.push({ name, description, config: { ...config }, createdAt });
      cluster.volumes.save();
    }),
  );
}

export function removeSnapshot(cluster: Cluster, volume: VolumeRecord, name: string): Reply {
  if (!volume.snapshots.some((one) => one.name === name)) throw notFound("Storage pool volume");
  return asyncReply(
    cluster.operations.run("Deleting storage volume snapshot", volume.name, volume.host, async () => {
      volume.snapshots = volume.snapshots.filter((one) => one.name !== name);
      cluster.volumes.save();
    }),
  );
}
