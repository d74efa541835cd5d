import { sql } from "drizzle-orm";
import type { VolumeInput, VolumeView } from "@/lib/contracts/volumes";
import { DomainError } from "@/lib/domain/errors";
import { authorise } from "@/lib/services/authorise";
import type { ServiceContext } from "@/lib/services/context";
import { readVolumeViews } from "./view";

/** One volume, also one that is gone. Another account's is answered like an unknown one: `not_found`. */
export async function getVolume(ctx: ServiceContext, { volumeId }: VolumeInput): Promise<VolumeView> {
  const { accountId } = authorise(ctx, "view");
  const [view] = await readVolumeViews(ctx.db, sql`v.id = ${volumeId} and v.account_id = ${accountId}`);
  if (!view) throw new DomainError("not_found", { what: "volume" });
  return view;
}
