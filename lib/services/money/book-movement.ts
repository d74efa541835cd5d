import { sql } from "drizzle-orm";
import { type Booking, contentOf, type LedgerTransaction, topUp, topUpFee } from "@/lib/domain/ledger";
import { NO_TICKS, type Ticks } from "@/lib/domain/money";
import { second } from "@/lib/domain/time";
import type { Transition } from "@/lib/domain/transitions/change";
import { bookFee, creditTopUp } from "@/lib/domain/transitions/credit";
import type { Database, Hint, ServiceContext, Transaction } from "../context";
import { newId } from "../id";
import { actsAs, refusable } from "./acts";
import { toJson } from "./batch";
import { mustHave, onLockedAccounts } from "./with-account";

export type Booked = {
  transactionId: string;
  /** False: this very movement was booked before, and this is its first answer. */
  first: boolean;
};

/** What must be written in the same transaction, such as a payment's `paid`. Called for a repeated booking as well. */
export type Record = (tx: Transaction, booked: Booked) => Promise<void>;

/**
 * Credit from a payment: the amount before tax. Booked once per PaymentIntent, however often and from wherever it is
 * called. Throws `key_reused` when the same payment comes with another amount.
 */
export function bookTopUp(
  ctx: ServiceContext,
  input: { accountId: string; currency: string; paymentIntentId: string; net: Ticks; tax?: Ticks },
  record?: Record,
): Promise<Booked> {
  const { paymentIntentId, net, tax = NO_TICKS } = input;
  return bookMovement(
    ctx,
    topUp(someTime(input), paymentIntentId, net, tax),
    (at) => creditTopUp({ at, paymentIntentId, net, tax }),
    record,
  );
}

/** What the payment provider kept of a payment. */
export function bookTopUpFee(
  ctx: ServiceContext,
  input: { accountId: string; currency: string; paymentIntentId: string; fee: Ticks },
): Promise<Booked> {
  const { paymentIntentId, fee } = input;
  return bookMovement(ctx, topUpFee(someTime(input), paymentIntentId, fee), (at) =>
    bookFee({ at, paymentIntentId, fee }),
  );
}

/** The database stamps the second, after the lock. */
const someTime = (input: { accountId: string; currency: string }): Booking => ({ ...input, at: second(0n) });

/**
 * The fast path is one trip: lock, check the key, insert, move the meter. When something is due first, or the
 * balance has ended, we lock, catch up purely, apply.
 */
export async function bookMovement(
  ctx: ServiceContext,
  movement: LedgerTransaction,
  transition: (at: ReturnType<typeof second>) => Transition,
  record?: Record,
): Promise<Booked> {
  const answer = record
    ? await ctx.transact((tx) => bookIn(ctx, tx, movement, transition, record))
    : ((await fastPath(ctx, ctx.db, movement)) ??
      (await ctx.transact((tx) => bookSlowly(ctx, tx, movement, transition))));
  ctx.notify(...answer.hints);
  return answer.booked;
}

type Answer = { booked: Booked; hints: Hint[] };

async function bookIn(
  ctx: ServiceContext,
  tx: Transaction,
  movement: LedgerTransaction,
  transition: (at: ReturnType<typeof second>) => Transition,
  record: Record,
): Promise<Answer> {
  const answer = (await fastPath(ctx, tx, movement)) ?? (await bookSlowly(ctx, tx, movement, transition));
  await record(tx, answer.booked);
  return answer;
}

async function fastPath(
  ctx: ServiceContext,
  on: Database | Transaction,
  movement: LedgerTransaction,
): Promise<Answer | null> {
  const { entries, ...head } = movement;
  const [answer] = await refusable(() =>
    bookingOn(on).execute({
      context: actsAs(ctx),
      movement: toJson({ ...head, id: newId("ltx"), content: contentOf(movement) }),
      kinds: entries.map((entry) => entry.kind),
      accountIds: entries.map((entry) => entry.accountId),
      amounts: entries.map((entry) => entry.ticks.toString()),
    }),
  );
  if (!answer?.transactionId) return null;
  return {
    booked: { transactionId: answer.transactionId, first: answer.status === "booked" },
    hints: answer.status === "booked" ? [{ accountId: movement.accountId, kind: "meter" }] : [],
  };
}

/** Named, so that a connection parses and plans it once. */
const prepareOn = (on: Database | Transaction) =>
  on
    .select({
      status: sql<string>`b.status`,
      transactionId: sql<string | null>`b.transaction_id`,
    })
    .from(
      sql`book_movement(${sql.placeholder("context")}::jsonb, ${sql.placeholder("movement")}::jsonb,
        ${sql.placeholder("kinds")}::text[], ${sql.placeholder("accountIds")}::text[],
        ${sql.placeholder("amounts")}::bigint[]) as b`,
    )
    .prepare("book_movement");

const prepared = new WeakMap<Database | Transaction, ReturnType<typeof prepareOn>>();

function bookingOn(on: Database | Transaction): ReturnType<typeof prepareOn> {
  const known = prepared.get(on) ?? prepareOn(on);
  prepared.set(on, known);
  return known;
}

async function bookSlowly(
  ctx: ServiceContext,
  tx: Transaction,
  movement: LedgerTransaction,
  transition: (at: ReturnType<typeof second>) => Transition,
): Promise<Answer> {
  const { result: before, hints } = await onLockedAccounts(
    ctx,
    tx,
    [movement.accountId],
    async (accounts) => {
      const account = mustHave(accounts, movement.accountId);
      const found = await account.bookedUnder(movement);
      if (found === null) account.apply(transition(account.now));
      return found;
    },
  );
  if (before !== null) return { booked: { transactionId: before, first: false }, hints };
  const { rows } = await tx.execute<{ id: string }>(
    sql`select id from ledger_transactions where key = ${movement.key}`,
  );
  const [booked] = rows;
  if (!booked) throw new Error(`movement ${movement.key} was not booked`);
  return { booked: { transactionId: booked.id, first: true }, hints };
}
