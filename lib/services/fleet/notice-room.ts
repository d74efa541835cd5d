import { sql } from "drizzle-orm";
import type { Demand } from "@/lib/domain/placement";
import { type RoomWait, whoIsTold } from "@/lib/domain/room-waits";
import { demandOf, readRooms } from "@/lib/services/catalogue/rooms";
import type { ServiceContext } from "@/lib/services/context";
import { recordEvent } from "@/lib/services/instances/record";
import { mailMembers } from "@/lib/services/notices/mail-members";
import { readSecond } from "./known";

/** So long whoever was told keeps the room for which others wait. */
const HOLD_SECONDS = 900n;

type Row = {
  instance_id: string;
  name: string;
  account_id: string;
  user_id: string;
  region_id: string;
  noticed_at: string | null;
  host: string | null;
  may_move: boolean;
  min_driver: string | null;
} & Parameters<typeof demandOf>[0];
type Waiting = Row & { demand: Demand };

/**
 * Tells those who wait for room to start an instance that there is some, each once. Returns how many were told. Nothing
 * is read but the waits while there are none.
 */
export async function noticeRoom(ctx: ServiceContext): Promise<number> {
  const waiting = await readWaits(ctx);
  if (waiting.every((each) => each.noticed_at !== null)) return 0;
  const [rooms, now] = await Promise.all([readRooms(ctx.db), readSecond(ctx)]);
  const told = new Set(
    [...new Set(waiting.map((each) => each.region_id))].flatMap((regionId) => {
      const waits = waiting.filter((each) => each.region_id === regionId).map(roomWait);
      return whoIsTold(waits, rooms.get(regionId)?.free ?? [], now, HOLD_SECONDS);
    }),
  );
  for (const each of waiting) if (told.has(each.instance_id)) await tell(ctx, each);
  return told.size;
}

/** What was started or deleted meanwhile waits no more; what the provider has not confirmed as off cannot start yet. */
async function readWaits(ctx: ServiceContext): Promise<Waiting[]> {
  const { rows } = await ctx.db.execute<Row>(sql`
    select w.instance_id, i.name, i.account_id, w.user_id, i.region_id, i.host,
      extract(epoch from w.noticed_at)::bigint::text as noticed_at,
      w.anywhere and coalesce(h.online, false) and not exists (
        select from volumes v where v.instance_id = i.id or v.wanted_instance_id = i.id) as may_move,
      t.gpu_model_id as "gpuModelId", t.gpu_count as "gpuCount", t.vcpus, t.memory_gib as "memoryGib",
      t.disk_gib as "diskGib", m.min_driver_version as min_driver
    from room_waits w
    join instances i on i.id = w.instance_id
    join instance_types t on t.id = i.instance_type_id
    join images m on m.id = i.image_id
    left join hosts h on h.region_id = i.region_id and h.name = i.host
    where i.state = 'stopped' and i.generation = i.applied_generation
    order by w.created_at, w.instance_id`);
  return rows.map((row) => ({ ...row, demand: demandOf(row, row.min_driver) }));
}

const roomWait = (row: Waiting): RoomWait => ({
  instanceId: row.instance_id,
  demand: row.demand,
  disk: { host: row.host, mayMove: row.may_move },
  noticedAt: row.noticed_at === null ? null : BigInt(row.noticed_at),
});

/** The mark and the mail are one transaction; another worker may have been quicker. */
async function tell(ctx: ServiceContext, wait: Waiting): Promise<void> {
  await ctx.transact(async (tx) => {
    const { rows } = await tx.execute<{ asked: string }>(sql`
      update room_waits set noticed_at = app_now() where instance_id = ${wait.instance_id} and noticed_at is null
      returning extract(epoch from created_at)::bigint::text as asked`);
    if (!rows[0]) return;
    await recordEvent(tx, wait.instance_id, "room_noticed");
    await mailMembers(ctx, tx, {
      accountId: wait.account_id,
      template: "room_noticed",
      roles: ["owner", "admin", "developer"],
      only: wait.user_id,
      params: { instance: wait.name, url: `${ctx.publicUrl}/console/instances/${wait.instance_id}` },
      key: `room:${wait.instance_id}:${rows[0].asked}`,
    });
  });
  ctx.notify({ accountId: wait.account_id, kind: "instances" });
}
