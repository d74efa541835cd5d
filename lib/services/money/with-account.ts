import { sql } from "drizzle-orm";
import type { AccountState, ClosedSegment, Effect } from "@/lib/domain/account";
import { catchUp } from "@/lib/domain/catch-up";
import { DomainError } from "@/lib/domain/errors";
import { contentOf, type LedgerTransaction } from "@/lib/domain/ledger";
import { parseWhole } from "@/lib/domain/money";
import { later, type Second, second } from "@/lib/domain/time";
import { change, type Transition } from "@/lib/domain/transitions/change";
import type { Hint, ServiceContext, Transaction } from "../context";
import { deleteImagesOf } from "../images/end-of-grace";
import { actsAs, refusable } from "./acts";
import { batchOf, type Outcome, toJson } from "./batch";
import { foldSegments } from "./fold-segments";
import { parseSnapshot, type Snapshot } from "./snapshot";

/** An account whose row we hold, caught up to `now`. */
export type LockedAccount = {
  readonly id: string;
  /** As it is after what was applied so far. */
  readonly state: AccountState;
  /** The database's clock when the lock was had; never before the account's own last second. */
  readonly now: Second;
  /** For the verb's own tables, in the same transaction. */
  readonly tx: Transaction;
  /** Carries a transition out. Throws its DomainError, and then nothing has happened. */
  apply<R>(transition: Transition<R>): R;
  /** The segments of an instance or a volume that ended since the account was locked: not in the tables yet. */
  closedSince(itemId: string): ClosedSegment[];
  /** The id of the ledger transaction that was booked under this key; throws `key_reused` for other content. */
  bookedUnder(transaction: LedgerTransaction): Promise<string | null>;
};

/** Several accounts, locked in id order. Throws `not_found` when one does not exist. */
export async function withAccounts<R>(
  ctx: ServiceContext,
  accountIds: readonly string[],
  work: (accounts: ReadonlyMap<string, LockedAccount>) => Promise<R> | R,
): Promise<R> {
  const { result, hints } = await ctx.transact((tx) => onLockedAccounts(ctx, tx, accountIds, work));
  ctx.notify(...hints);
  return result;
}

/** We lock, catch up purely, let the verb work, apply, and commit; hints go out after the commit. */
export function withAccount<R>(
  ctx: ServiceContext,
  accountId: string,
  work: (account: LockedAccount) => Promise<R> | R,
): Promise<R> {
  return withAccounts(ctx, [accountId], (accounts) => work(mustHave(accounts, accountId)));
}

/** The same inside a transaction that is open already. The caller sends the hints after its commit. */
export async function onLockedAccounts<R>(
  ctx: ServiceContext,
  tx: Transaction,
  accountIds: readonly string[],
  work: (accounts: ReadonlyMap<string, LockedAccount>) => Promise<R> | R,
): Promise<{ result: R; hints: Hint[] }> {
  const rows = await refusable(() =>
    tx.execute<LockedRow>(
      sql`select account_id, snapshot from lock_accounts(${actsAs(ctx)}::jsonb, ${sql.param(accountIds)}::text[])`,
    ),
  );
  const accounts = rows.rows.map((row) => new Locked(ctx, tx, row));
  if (accounts.length < new Set(accountIds).size) throw new DomainError("not_found", { what: "account" });
  const result = await work(new Map(accounts.map((account) => [account.id, account])));
  const hints = await apply(
    ctx,
    tx,
    accounts.filter((account) => account.effects.length > 0 || account.touched),
  );
  return { result, hints };
}

export function mustHave(accounts: ReadonlyMap<string, LockedAccount>, accountId: string): LockedAccount {
  const account = accounts.get(accountId);
  if (!account) throw new DomainError("not_found", { what: "account" });
  return account;
}

export type LockedRow = { account_id: string; snapshot: Snapshot };

/** One trip for all that was decided. Returns the hints to send after the commit. */
export async function apply(
  ctx: ServiceContext,
  tx: Transaction,
  outcomes: readonly Outcome[],
): Promise<Hint[]> {
  if (outcomes.length === 0) return [];
  const batch = toJson(batchOf(outcomes, ctx.policies));
  await refusable(() => tx.execute(sql`select apply_effects(${actsAs(ctx)}::jsonb, ${batch}::jsonb)`));
  const over = outcomes.flatMap(({ account, effects }) =>
    effects.flatMap((effect) =>
      effect.type === "grace_over" ? [{ accountId: account.accountId, at: effect.at }] : [],
    ),
  );
  const withoutImages = over.length > 0 ? await deleteImagesOf(tx, over) : [];
  return outcomes.flatMap(({ account: { accountId }, effects }): Hint[] => {
    const kinds = new Set(effects.flatMap(hintsOf));
    if (withoutImages.includes(accountId)) kinds.add("kept");
    return ["meter" as const, ...kinds].map((kind) => ({ accountId, kind }));
  });
}

function hintsOf(effect: Effect): ("instances" | "volumes" | "kept")[] {
  if (effect.type === "instance_changed") return ["instances"];
  if (effect.type === "volume_changed") return ["volumes"];
  if (effect.type === "price_changed") return [effect.kind === "volume" ? "volumes" : "instances"];
  return [];
}

/** A locked row, caught up purely before anybody works on it. */
export class Locked implements LockedAccount, Outcome {
  readonly id: string;
  readonly now: Second;
  readonly loaded: AccountState;
  readonly effects: Effect[] = [];
  touched = false;
  account: AccountState;

  constructor(
    private readonly ctx: ServiceContext,
    readonly tx: Transaction,
    row: LockedRow,
  ) {
    this.id = row.account_id;
    this.loaded = parseSnapshot(row.account_id, row.snapshot);
    this.account = this.loaded;
    this.now = later(second(parseWhole(row.snapshot.now)), this.loaded.meter.anchor);
    this.catchUp();
  }

  get state(): AccountState {
    return this.account;
  }

  apply<R>(transition: Transition<R>): R {
    const changed = change(this.account, this.ctx.policies, transition);
    this.account = changed.state;
    this.effects.push(...changed.effects);
    this.touched = true;
    this.catchUp();
    return changed.result;
  }

  closedSince(itemId: string): ClosedSegment[] {
    const { closings, openings } = foldSegments(this.effects);
    const ended = closings.flatMap(({ upper, ...closing }) => {
      const open = this.loaded.segments.find((segment) => segment.itemId === closing.itemId);
      return open ? [{ ...open, upper }] : [];
    });
    const passed = openings.flatMap(({ upper, reason: _, ...segment }) =>
      upper === null ? [] : [{ ...segment, upper }],
    );
    return [...ended, ...passed]
      .filter((segment) => segment.itemId === itemId && segment.upper > segment.lower)
      .map((segment) => ({ ...segment, creditedFrom: null }));
  }

  async bookedUnder(transaction: LedgerTransaction): Promise<string | null> {
    const found = await refusable(() =>
      this.tx.execute<{ id: string | null }>(
        sql`select booked_under(${transaction.key}, ${contentOf(transaction)}) as id`,
      ),
    );
    return found.rows[0]?.id ?? null;
  }

  private catchUp(): void {
    const caughtUp = catchUp(this.account, this.now, this.ctx.policies);
    this.account = caughtUp.state;
    this.effects.push(...caughtUp.effects);
  }
}
