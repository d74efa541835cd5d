import type { MeterView } from "@/lib/contracts/views";
import { authorise } from "@/lib/services/authorise";
import type { ServiceContext } from "@/lib/services/context";
import { accountBalanceView } from "@/lib/services/money/balance-view";

/** The subject account's money now. Throws like `authorise`. */
export async function accountMeter(ctx: ServiceContext): Promise<MeterView> {
  return accountBalanceView(ctx, authorise(ctx, "view").accountId);
}
