import type { SegmentKind } from "@/lib/domain/account";
import { parseRate, type Rate } from "@/lib/domain/money";
import { promisedPrice } from "@/lib/domain/next-prices";
import { type Second, second } from "@/lib/domain/time";
import { announcePrice } from "@/lib/domain/transitions/price";
import type { Hint, ServiceContext } from "@/lib/services/context";
import { type LockedAccount, withAccount } from "@/lib/services/money/with-account";

/** Something that is sold at another price than it has, or than was announced for it. */
export type Due = {
  accountId: string;
  accountName: string;
  itemId: string;
  kind: SegmentKind;
  /** In force for new ones. */
  priceId: string;
  nextRate: string;
};

/** What its owner is told: another price from `at` on, or with `back` that it keeps the one it has. */
export type Told<D extends Due = Due> = { due: D; now: Rate; next: Rate; at: Second; back: boolean };

/** A sort of things that have prices: where they are found, and how a change of theirs is written down and told. */
export type PriceSource<D extends Due> = {
  /** Of up to `most` accounts. */
  due(ctx: ServiceContext, most: number): Promise<D[]>;
  record(ctx: ServiceContext, account: LockedAccount, told: Told<D>): Promise<void>;
  /** All that an account is told at once. */
  mail(ctx: ServiceContext, account: LockedAccount, told: Told<D>[]): Promise<void>;
  hints(accountId: string): Hint[];
};

/**
 * What an operator sells something for counts for new ones at once. What is there keeps its price until the notice is
 * over, which begins when its owner is told, and not before; going back to the old price in time takes it back. Up to
 * `most` accounts; returns how many.
 */
export async function announcePrices<D extends Due>(
  ctx: ServiceContext,
  source: PriceSource<D>,
  most: number,
): Promise<number> {
  const due = await source.due(ctx, most);
  const accounts = new Set(due.map(({ accountId }) => accountId));
  for (const accountId of accounts) {
    const ours = due.filter((each) => each.accountId === accountId);
    await withAccount(ctx, accountId, async (account) => {
      const told = ours.flatMap((each) => announce(ctx, account, each) ?? []);
      for (const each of told) await source.record(ctx, account, each);
      if (told.length > 0) await source.mail(ctx, account, told);
    });
    ctx.notify(...source.hints(accountId));
  }
  return accounts.size;
}

/** Null when it is gone since it was found, or was changed by what the account caught up with. */
function announce<D extends Due>(ctx: ServiceContext, account: LockedAccount, due: D): Told<D> | null {
  const { itemId, kind, priceId } = due;
  const promised = promisedPrice(account.state, due);
  const rate = parseRate(due.nextRate);
  if (promised === null || rate === (promised.next?.rate ?? promised.rate)) return null;
  const at = second(account.now + ctx.policies.priceNoticeSeconds);
  account.apply(announcePrice({ at: account.now, itemId, kind, next: { at, priceId, rate } }));
  return { due, now: promised.rate, next: rate, at, back: rate === promised.rate };
}
