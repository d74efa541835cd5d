import { expect, test } from "vitest";
import { type AccountState, balanceAt, isConsistent } from "../account";
import { cents, centsToTicks, ticks } from "../money";
import { defaultPolicies } from "../policies";
import { emptyAccount, START } from "../testing/histories";
import { second } from "../time";
import { change, type Transition } from "./change";
import { creditTopUp, finishDispute, finishRefund, forgiveDebt, holdDispute, requestRefund } from "./credit";

const at = (seconds: bigint) => second(START + seconds);
const on = (state: AccountState, ...transitions: Transition<unknown>[]) =>
  transitions.reduce((before, one) => change(before, defaultPolicies, one).state, state);
const dollars = (amount: bigint) => centsToTicks(cents(amount * 100n));
const paid = on(emptyAccount(), creditTopUp({ at: at(0n), paymentIntentId: "pi_1", net: dollars(20n) }));
const asked = on(paid, requestRefund({ at: at(1n), refundId: "re_1", amount: cents(500n) }));

test("a refund leaves the balance when it is asked for, and is gone when it is done", () => {
  expect(balanceAt(asked, at(1n))).toBe(dollars(15n));
  const done = on(
    asked,
    finishRefund({ at: at(2n), refundId: "re_1", amount: cents(500n), outcome: "done" }),
  );
  expect(done).toMatchObject({ cash: dollars(15n), refundPending: 0n });
  expect(isConsistent(done)).toBe(true);
});

test("a refund that the bank refuses comes back", () => {
  const failed = on(
    asked,
    finishRefund({ at: at(2n), refundId: "re_1", amount: cents(500n), outcome: "failed" }),
  );
  expect(balanceAt(failed, at(2n))).toBe(dollars(20n));
  expect(failed.refundPending).toBe(0n);
});

test("a lost dispute may leave a debt, which the operator can give up", () => {
  const spent = on(paid, requestRefund({ at: at(1n), refundId: "re_1", amount: cents(2000n) }));
  const gone = on(
    spent,
    finishRefund({ at: at(2n), refundId: "re_1", amount: cents(2000n), outcome: "done" }),
  );
  const held = on(gone, holdDispute({ at: at(3n), disputeId: "dp_1", amount: dollars(20n) }));
  const lost = on(
    held,
    finishDispute({ at: at(4n), disputeId: "dp_1", amount: dollars(20n), outcome: "lost" }),
  );
  expect(balanceAt(lost, at(4n))).toBe(ticks(-dollars(20n)));
  const forgiven = on(lost, forgiveDebt({ at: at(5n), key: "debt_1", amount: dollars(20n) }));
  expect(balanceAt(forgiven, at(5n))).toBe(0n);
  expect(isConsistent(forgiven)).toBe(true);
});
