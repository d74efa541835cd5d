import { sql } from "drizzle-orm";
import type { VolumeView } from "@/lib/contracts/volumes";
import { lossReasons } from "@/lib/domain/volume-states";
import { authorise } from "@/lib/services/authorise";
import type { ServiceContext } from "@/lib/services/context";
import { readVolumeViews } from "./view";

const GONE_SHOWN = 100;
const gone = sql`(v.dismissed_at is not null
  or (v.state = 'deleted' and coalesce(v.state_reason, '') <> all(${sql.param([...lossReasons])}::text[])))`;

/** The account's volumes, newest first: everything that is not gone, and what failed or was lost until it is dismissed. */
export async function listVolumes(ctx: ServiceContext): Promise<VolumeView[]> {
  const { accountId } = authorise(ctx, "view");
  return readVolumeViews(ctx.db, sql`v.account_id = ${accountId} and not (${gone})`);
}

/** Those that are gone, newest first, the last hundred: what they cost stays. */
export async function listGoneVolumes(ctx: ServiceContext): Promise<VolumeView[]> {
  const { accountId } = authorise(ctx, "view");
  return readVolumeViews(
    ctx.db,
    sql`v.id in (
      select v.id from volumes v where v.account_id = ${accountId} and ${gone}
      order by v.created_at desc limit ${GONE_SHOWN})`,
  );
}
