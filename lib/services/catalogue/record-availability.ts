import { sql } from "drizzle-orm";
import { launchable } from "@/lib/domain/placement";
import type { ServiceContext } from "@/lib/services/context";
import { demandOf, readRooms } from "./rooms";
import { listTypes } from "./types";

const KEPT_DAYS = 35;

/** Remembers the least and the most that could be launched in the present hour; the worker calls it every minute. */
export async function recordAvailability(ctx: ServiceContext): Promise<void> {
  const [types, rooms] = await Promise.all([listTypes(ctx), readRooms(ctx.db)]);
  const seen = [...rooms].flatMap(([regionId, room]) =>
    types
      .filter((type) => launchable(room.whole, demandOf(type)) > 0)
      .map((type) => ({ regionId, typeId: type.id, free: launchable(room.free, demandOf(type)) })),
  );
  await ctx.transact(async (tx) => {
    await tx.execute(sql`
      insert into availability_hours (region_id, instance_type_id, hour, min_free, max_free)
      select s."regionId", s."typeId", date_trunc('hour', app_now()), s.free, s.free
      from jsonb_to_recordset(${JSON.stringify(seen)}::jsonb) as s("regionId" text, "typeId" text, free int)
      on conflict (region_id, instance_type_id, hour) do update
      set min_free = least(availability_hours.min_free, excluded.min_free),
        max_free = greatest(availability_hours.max_free, excluded.max_free)`);
    await tx.execute(
      sql`delete from availability_hours where hour < app_now() - make_interval(days => ${KEPT_DAYS})`,
    );
  });
}
