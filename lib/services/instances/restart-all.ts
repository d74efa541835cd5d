import type { RestartAllInput, RestartResultView } from "@/lib/contracts/instances";
import { DomainError } from "@/lib/domain/errors";
import { authorise, requireConfirmedEmail } from "@/lib/services/authorise";
import type { ServiceContext } from "@/lib/services/context";
import { withAccount } from "@/lib/services/money/with-account";
import { quoteStart, restartOffer, stoppedByExhaustion } from "./quotes";
import { instanceHints } from "./record";
import { startOn } from "./start";

/**
 * Starts what ran when the balance ended, each by itself: one may be out of stock while the others start. Throws
 * `price_changed` with the sum in force when another sum was shown.
 */
export async function restartAll(ctx: ServiceContext, input: RestartAllInput): Promise<RestartResultView> {
  const { accountId } = authorise(ctx, "operate");
  requireConfirmedEmail(ctx);
  const offer = await restartOffer(ctx);
  if (offer.microsPerHour !== input.microsPerHour)
    throw new DomainError("price_changed", { microsPerHour: offer.microsPerHour, currency: offer.currency });
  const result: RestartResultView = { started: [], refused: [] };
  for (const row of await stoppedByExhaustion(ctx.db, accountId)) {
    try {
      await withAccount(ctx, accountId, async (account) => {
        const quote = await quoteStart(ctx, account.tx, row, account.state.currency);
        if (!quote) throw new DomainError("out_of_stock");
        await startOn(ctx, account, { instanceId: row.id, priceId: quote.priceId, stopAt: null });
      });
      result.started.push(row.id);
    } catch (error) {
      if (!(error instanceof DomainError)) throw error;
      result.refused.push({ instanceId: row.id, name: row.name, code: error.code });
    }
  }
  ctx.notify(...instanceHints(accountId));
  return result;
}
