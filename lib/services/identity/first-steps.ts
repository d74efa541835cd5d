import { sql } from "drizzle-orm";
import type { FirstStepsView } from "@/lib/contracts/overview";
import { authorise } from "@/lib/services/authorise";
import type { ServiceContext } from "@/lib/services/context";

/** What the account has done of what leads to a first instance. Credit counts also when it is used up by now. */
export async function firstSteps(ctx: ServiceContext): Promise<FirstStepsView> {
  const { accountId } = authorise(ctx, "view");
  const { rows } = await ctx.db.execute<FirstStepsView>(sql`
    select
      exists (select from payments where account_id = ${accountId} and state = 'paid')
        or exists (select from account_meters where account_id = ${accountId} and settled > 0) as credit,
      exists (select from ssh_keys where account_id = ${accountId} and deleted_at is null) as key,
      exists (select from instances where account_id = ${accountId}) as launched`);
  return rows[0] ?? { credit: false, key: false, launched: false };
}
