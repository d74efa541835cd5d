import { sql } from "drizzle-orm";
import type { PlanVolume } from "@/lib/domain/volume-plan";
import type { ServiceContext } from "@/lib/services/context";

/** All that a step needs to know of a volume. */
export type VolumeWork = PlanVolume & {
  volumeId: string;
  accountId: string;
  regionId: string;
  host: string;
  /** Its host is no member of the cluster any more. */
  hostGone: boolean;
  mountPath: string | null;
  snapshotId: string | null;
};

type Row = Omit<VolumeWork, "sizeGib" | "wantedGib" | "snapshot" | "snapshotId"> & {
  sizeGib: string;
  wantedGib: string;
  snapshot: { id: string; state: NonNullable<PlanVolume["snapshot"]>["state"] } | null;
};

/** The volume as it is now; null when there is none. A snapshot is called by its id at the provider. */
export async function readVolumeWork(ctx: ServiceContext, volumeId: string): Promise<VolumeWork | null> {
  const { rows } = await ctx.db.execute<Row>(sql`
    select v.id as "volumeId", v.account_id as "accountId", v.region_id as "regionId", v.host, v.state,
      v.size_gib::text as "sizeGib", v.wanted_gib::text as "wantedGib", v.instance_id as "instanceId",
      v.wanted_instance_id as "wantedInstanceId", i.state as "wantedInstanceState", v.mount_path as "mountPath",
      exists (select from hosts h where h.region_id = v.region_id and h.name = v.host and h.state = 'removed') as "hostGone",
      (select jsonb_build_object('id', s.id, 'state', s.state) from volume_snapshots s
        where s.volume_id = v.id and s.state in ('creating', 'restoring', 'deleting')
        order by s.created_at, s.id limit 1) as snapshot
    from volumes v left join instances i on i.id = v.wanted_instance_id
    where v.id = ${volumeId}`);
  const [row] = rows;
  if (!row) return null;
  const { snapshot } = row;
  return {
    ...row,
    sizeGib: BigInt(row.sizeGib),
    wantedGib: BigInt(row.wantedGib),
    snapshot: snapshot && { name: snapshotName(snapshot.id), state: snapshot.state },
    snapshotId: snapshot?.id ?? null,
  };
}

const snapshotName = (snapshotId: string): string => snapshotId.replaceAll("_", "-");
