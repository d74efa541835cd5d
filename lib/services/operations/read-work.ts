import { sql } from "drizzle-orm";
import type { PlanInstance } from "@/lib/domain/instance-plan";
import type { ServiceContext } from "@/lib/services/context";

/** All that a step needs to know of an instance. */
export type Work = PlanInstance & {
  instanceId: string;
  accountId: string;
  name: string;
  regionId: string;
  host: string | null;
  imageAlias: string;
  /** Launched from an image of the account's own. */
  ownImage: boolean;
  /** Its firewall does not let everybody see SSH's banner. */
  sshHidden: boolean;
  vcpus: number;
  memoryGib: number;
  diskGib: number;
  /** PCI addresses that are reserved for it. */
  cards: string[];
  sshPublicKeys: string[];
  startupScript: string | null;
  jupyterToken: string | null;
  phases: { phase: string; at: string; percent?: number }[];
  /** The database's clock. */
  nowMs: number;
};

type Row = {
  [K in keyof Omit<Work, "nowMs" | "stateSinceMs" | "bootStartedMs" | "movedMs">]: Work[K];
} & { nowMs: string; stateSinceMs: string; bootStartedMs: string | null; movedMs: string | null };

/** The instance as it is now; null when there is none. */
export async function readWork(ctx: ServiceContext, instanceId: string): Promise<Work | null> {
  const { rows } = await ctx.db.execute<Row>(sql`
    select i.id as "instanceId", i.account_id as "accountId", i.name, i.region_id as "regionId", i.host, i.state, i.wanted,
      i.generation, i.applied_generation as "appliedGeneration", i.restart_requested as "restartRequested",
      i.restart_applied as "restartApplied", i.move_to as "moveTo", i.ready_at is not null as "everReady", i.phases,
      case when i.private_image_id is null then coalesce(l.alias, m.alias)
        else replace(i.private_image_id, '_', '-') end as "imageAlias",
      i.private_image_id is not null as "ownImage",
      coalesce((select f.ssh_closed or f.ssh_reach <> 'open' from instance_firewalls f where f.instance_id = i.id), false)
        as "sshHidden", t.vcpus, t.memory_gib as "memoryGib", t.disk_gib as "diskGib",
      coalesce((select jsonb_agg(c.pci_address order by c.pci_address) from cards c where c.instance_id = i.id), '[]') as cards,
      coalesce(s.ssh_public_keys, '[]') as "sshPublicKeys", s.startup_script as "startupScript", s.jupyter_token as "jupyterToken",
      (extract(epoch from i.state_since) * 1000)::bigint::text as "stateSinceMs",
      (extract(epoch from i.boot_started_at) * 1000)::bigint::text as "bootStartedMs",
      (extract(epoch from i.moved_at) * 1000)::bigint::text as "movedMs",
      (extract(epoch from app_now()) * 1000)::bigint::text as "nowMs"
    from instances i
    join images m on m.id = i.image_id
    left join image_regions l on l.image_id = m.id and l.region_id = i.region_id
    join instance_types t on t.id = i.instance_type_id
    left join instance_secrets s on s.instance_id = i.id
    where i.id = ${instanceId}`);
  const [row] = rows;
  if (!row) return null;
  return {
    ...row,
    stateSinceMs: Number(row.stateSinceMs),
    bootStartedMs: row.bootStartedMs === null ? null : Number(row.bootStartedMs),
    movedMs: row.movedMs === null ? null : Number(row.movedMs),
    nowMs: Number(row.nowMs),
  };
}
