import fc from "fast-check";
import { expect, test } from "vitest";
import { type AccountState, balanceAt, type Effect, isConsistent } from "../account";
import { cents, centsToTicks, ticks } from "../money";
import { defaultPolicies } from "../policies";
import { type DisputeStage, disputeStages, isNews, type RefundStage, refundStages } from "../reversals";
import { emptyAccount, START } from "../testing/histories";
import { second } from "../time";
import { change } from "./change";
import { creditTopUp } from "./credit";
import { recordDispute, recordRefund } from "./reversals";

const amount = centsToTicks(cents(2_000n));
const fee = centsToTicks(cents(1_500n));
const at = second(START + 1n);
const paid = change(
  emptyAccount(),
  defaultPolicies,
  creditTopUp({ at: second(START), paymentIntentId: "pi_1", net: amount }),
).state;

type Books = { account: AccountState; effects: Effect[] };

/** What the operator has at the provider, and has paid it, by the entries. */
function operators({ effects }: Books) {
  const sums = { payment_clearing: 0n, fees: 0n };
  for (const effect of effects)
    if (effect.type === "posted")
      for (const { kind, ticks } of effect.transaction.entries)
        if (kind === "payment_clearing" || kind === "fees") sums[kind] += ticks;
  return sums;
}

/** The books after answers in this order; an answer that is no news changes nothing. */
function refunded(answers: readonly RefundStage[]): Books {
  let [account, from]: [AccountState, RefundStage | null] = [paid, null];
  const effects: Effect[] = [];
  for (const to of answers) {
    const changed = change(account, defaultPolicies, recordRefund({ at, refundId: "re", amount, from, to }));
    account = changed.state;
    effects.push(...changed.effects);
    if (isNews(from, to)) from = to;
  }
  return { account, effects };
}

function disputed(answers: readonly DisputeStage[]): Books {
  let [account, from, feeBefore]: [AccountState, DisputeStage | null, typeof fee] = [paid, null, ticks(0n)];
  const effects: Effect[] = [];
  for (const to of answers) {
    const now = to === "lost" ? fee : ticks(0n);
    const input = { at, disputeId: "dp", amount, from, to, feeBefore, fee: now };
    const changed = change(account, defaultPolicies, recordDispute(input));
    account = changed.state;
    effects.push(...changed.effects);
    if (!isNews(from, to)) continue;
    from = to;
    feeBefore = to === "lost" || to === "won" ? now : feeBefore;
  }
  return { account, effects };
}

const furthest = <S extends string>(stages: readonly S[], answers: readonly S[]): S =>
  answers.reduce((a, b) => (stages.indexOf(b) > stages.indexOf(a) ? b : a));
const picture = (books: Books) => {
  const { cash, held, refundPending } = books.account;
  return { cash, held, refundPending, ...operators(books) };
};

test("a refund's books depend on the furthest answer only, in whatever order and number answers come", () => {
  fc.assert(
    fc.property(fc.array(fc.constantFrom(...refundStages), { minLength: 1 }), (answers) => {
      const books = refunded(answers);
      expect(picture(books)).toEqual(picture(refunded([furthest(refundStages, answers)])));
      expect(isConsistent(books.account)).toBe(true);
      const keys = books.effects.flatMap((effect) =>
        effect.type === "posted" ? [effect.transaction.key] : [],
      );
      expect(new Set(keys).size).toBe(keys.length);
    }),
  );
});

test("so do a dispute's", () => {
  fc.assert(
    fc.property(fc.array(fc.constantFrom(...disputeStages), { minLength: 1 }), (answers) => {
      const books = disputed(answers);
      expect(picture(books)).toEqual(picture(disputed([furthest(disputeStages, answers)])));
      expect(isConsistent(books.account)).toBe(true);
    }),
  );
});

test.each([
  ["pending", 0n, amount, 0n],
  ["succeeded", 0n, 0n, amount],
  ["failed", amount, 0n, 0n],
] as const)("a refund that is %s", (stage, balance, refundPending, payment_clearing) => {
  const books = refunded([stage]);
  expect(balanceAt(books.account, at)).toBe(balance);
  expect(picture(books)).toMatchObject({ refundPending, payment_clearing });
});

test.each([
  ["inquiry", amount, 0n, 0n, 0n],
  ["open", 0n, amount, 0n, 0n],
  ["lost", 0n, 0n, amount + fee, -fee],
  ["won", amount, 0n, 0n, 0n],
] as const)("a dispute that is %s", (stage, balance, held, payment_clearing, fees) => {
  const books = disputed([stage]);
  expect(balanceAt(books.account, at)).toBe(balance);
  expect(picture(books)).toMatchObject({ held, payment_clearing, fees });
});

test("the provider's fee comes back with a dispute that is won after all", () => {
  expect(picture(disputed(["lost", "won"]))).toMatchObject({ cash: amount, payment_clearing: 0n, fees: 0n });
});
