import type { RestartAllInput, RestartOfferView, RestartResultView } from "@/lib/contracts/instances";
import { DomainError } from "@/lib/domain/errors";
import { authorise, requireConfirmedEmail } from "@/lib/services/authorise";
import type { ServiceContext } from "@/lib/services/context";
import { withAccount } from "@/lib/services/money/with-account";
import { awaitRoom } from "./await-room";
import { ownInstance } from "./own";
import { restartOffer } from "./quotes";
import { instanceHints } from "./record";
import { startOn } from "./start";

type Wish = RestartAllInput["wish"][number];

/** What stays at home first: a copy must not take the room that another one has its disk beside. */
const ORDER: readonly Wish["how"][] = ["here", "copy", "wait"];

/**
 * Starts what ran when the balance ended, each by itself, or asks to be told when there is room: one may be out of stock
 * while the others start. What starts or runs already counts as started, so a second click starts nothing twice. Throws
 * `price_changed` with the sum in force, before anything starts, when another price was shown; `not_found`.
 */
export async function restartAll(ctx: ServiceContext, { wish }: RestartAllInput): Promise<RestartResultView> {
  const { accountId } = authorise(ctx, "operate");
  requireConfirmedEmail(ctx);
  const rows = await Promise.all(wish.map((each) => ownInstance(ctx.db, accountId, each.instanceId)));
  const names = new Map(rows.map((row) => [row.id, row.name]));
  requireShownPrices(await restartOffer(ctx), wish);
  const result: RestartResultView = { started: [], waiting: [], refused: [] };
  for (const { instanceId, how, priceId } of ORDER.flatMap((how) =>
    wish.filter((each) => each.how === how),
  )) {
    const named = { instanceId, name: names.get(instanceId) ?? instanceId };
    try {
      if (how === "wait") {
        await awaitRoom(ctx, { instanceId });
        result.waiting.push(named);
        continue;
      }
      const { copies } = await withAccount(ctx, accountId, (account) =>
        startOn(ctx, account, { instanceId, priceId, stopAt: null, copyDisk: how === "copy" }),
      );
      result.started.push({ ...named, copies });
    } catch (error) {
      if (!(error instanceof DomainError)) throw error;
      const code = error.params.reason === "room_here" ? "room_here" : error.code;
      result.refused.push({ ...named, code });
    }
  }
  ctx.notify(...instanceHints(accountId));
  return result;
}

function requireShownPrices({ currency, instances }: RestartOfferView, wish: readonly Wish[]): void {
  const starting = wish.flatMap(({ instanceId, how, priceId }) => {
    const now = instances.find((each) => each.instanceId === instanceId);
    return now && how !== "wait" ? [{ now, priceId }] : [];
  });
  if (starting.every(({ now, priceId }) => now.priceId === null || now.priceId === priceId)) return;
  const sum = starting.reduce((total, { now }) => total + BigInt(now.microsPerHour), 0n);
  throw new DomainError("price_changed", { microsPerHour: `${sum}`, currency });
}
