import { expect, test } from "vitest";
import { type AccountState, balanceAt, isConsistent } from "../account";
import { cents, centsToTicks, ticks } from "../money";
import { defaultPolicies } from "../policies";
import { emptyAccount, START } from "../testing/histories";
import { second } from "../time";
import { change, type Transition } from "./change";
import { creditTopUp, forgiveDebt, requestRefund } from "./credit";
import { recordDispute, recordRefund } from "./reversals";

const at = (seconds: bigint) => second(START + seconds);
const on = (state: AccountState, ...transitions: Transition<unknown>[]) =>
  transitions.reduce((before, one) => change(before, defaultPolicies, one).state, state);
const dollars = (amount: bigint) => centsToTicks(cents(amount * 100n));
const paid = on(emptyAccount(), creditTopUp({ at: at(0n), paymentIntentId: "pi_1", net: dollars(20n) }));

test("what is asked back leaves the balance at once, and never more than there is", () => {
  const ask = (amount: bigint) => requestRefund({ at: at(1n), refundId: "re_1", amount: cents(amount) });
  expect(balanceAt(on(paid, ask(500n)), at(1n))).toBe(dollars(15n));
  expect(() => on(paid, ask(2001n))).toThrow("refund_exceeds_balance");
});

test("a lost dispute may leave a debt, which the operator can give up", () => {
  const gone = on(
    paid,
    recordRefund({ at: at(1n), refundId: "re_1", amount: dollars(20n), from: null, to: "succeeded" }),
  );
  const dispute = { disputeId: "dp_1", amount: dollars(20n), feeBefore: ticks(0n), fee: dollars(15n) };
  const lost = on(
    gone,
    recordDispute({ ...dispute, at: at(3n), from: null, to: "open" }),
    recordDispute({ ...dispute, at: at(4n), from: "open", to: "lost" }),
  );
  expect(balanceAt(lost, at(4n))).toBe(ticks(-dollars(20n)));
  expect(lost.held).toBe(0n);
  const forgiven = on(lost, forgiveDebt({ at: at(5n), key: "debt_1", amount: dollars(20n) }));
  expect(balanceAt(forgiven, at(5n))).toBe(0n);
  expect(isConsistent(forgiven)).toBe(true);
});
