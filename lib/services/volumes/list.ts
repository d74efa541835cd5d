import { sql } from "drizzle-orm";
import type { VolumeView } from "@/lib/contracts/volumes";
import { authorise } from "@/lib/services/authorise";
import type { ServiceContext } from "@/lib/services/context";
import { readVolumeViews } from "./view";

/** The account's volumes, newest first: everything that is not gone, and failed ones until they are dismissed. */
export async function listVolumes(ctx: ServiceContext): Promise<VolumeView[]> {
  const { accountId } = authorise(ctx, "view");
  return readVolumeViews(
    ctx.db,
    sql`v.account_id = ${accountId} and v.state <> 'deleted' and v.dismissed_at is null`,
  );
}
