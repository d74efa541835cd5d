import { eq, sql } from "drizzle-orm";
import { volumes } from "@/drizzle/schema";
import type { ServiceContext } from "@/lib/services/context";
import { type LockedAccount, withAccount } from "@/lib/services/money/with-account";
import { volumeHints } from "@/lib/services/volumes/record";
import type { VolumeClaim } from "./claim";

type Claimed = { account: LockedAccount; row: typeof volumes.$inferSelect };

/**
 * Records an answer of the provider, on the locked and caught-up account, and ends the operation. What is wanted may
 * have changed meanwhile: `work` looks at the row as it is now. Returns false when the claim was lost.
 */
export async function onVolumeClaim(
  ctx: ServiceContext,
  claim: VolumeClaim,
  work: (claimed: Claimed) => Promise<void> | void,
): Promise<boolean> {
  const applied = await withAccount(ctx, claim.accountId, async (account) => {
    const ended = await account.tx.execute(sql`
      update volume_operations set finished_at = app_now(), lease_until = null, last_error = null
      where id = ${claim.operationId} and lease_owner = ${claim.worker} and finished_at is null`);
    if (ended.rowCount === 0) return false;
    const [row] = await account.tx.select().from(volumes).where(eq(volumes.id, claim.volumeId));
    // What the catch-up decided is not in the row yet.
    const volume = account.state.volumes.find((each) => each.id === claim.volumeId);
    if (row) await work({ account, row: volume ? { ...row, ...pickWritten(volume) } : row });
    if (row?.missingSince)
      await account.tx.update(volumes).set({ missingSince: null }).where(eq(volumes.id, row.id));
    return true;
  });
  if (applied) ctx.notify(...volumeHints(claim.accountId), { accountId: claim.accountId, kind: "instances" });
  return applied;
}

const pickWritten = ({ state, sizeGib, wantedGib }: Claimed["account"]["state"]["volumes"][number]) => ({
  state,
  sizeGib,
  wantedGib,
});
