import { addCredit } from "./fixtures/customer";
import { ask, askOne } from "./fixtures/database";
import { deployment } from "./fixtures/deployment";
import { confirmedCustomer } from "./fixtures/prepared-customer";
import { expect, test } from "./fixtures/test";
import { BillingPage, ReturnPage } from "./pages/billing";
import { MoneyBar, ticksOf } from "./pages/money-bar";

const TICKS_PER_CENT = 36_000_000n;

const topUps = (accountId: string) =>
  ask<{ ticks: string }>(
    `select e.ticks::text from ledger_entries e join ledger_transactions t on t.id = e.transaction_id
      where t.kind = 'top_up' and e.account_id = $1 and e.kind = 'cash'`,
    [accountId],
  );

/** Presses a button of the payment sandbox for the account's only payment: what the bank does later. */
async function bankDecides(accountId: string, verb: "settle" | "fail"): Promise<void> {
  const { intent } = await askOne<{ intent: string }>(
    "select payment_intent_id as intent from payments where account_id = $1",
    [accountId],
  );
  const { status } = await fetch(`${deployment().stripe}/sandbox/payments/${intent}/${verb}`, {
    method: "POST",
  });
  expect(status).toBe(200);
}

test("paid is what the ledger has, to the tick", async ({ page }) => {
  const customer = await confirmedCustomer(page);
  await addCredit(page, "12.34");
  expect(await topUps(customer.accountId)).toEqual([{ ticks: `${1234n * TICKS_PER_CENT}` }]);
  await expect(new MoneyBar(page).balance).toHaveAttribute("data-ticks", `${1234n * TICKS_PER_CENT}`);
});

for (const { verb, state } of [
  { verb: "settle", state: "paid" },
  { verb: "fail", state: "failed" },
] as const)
  test(`a payment that takes days is no credit until it arrives: ${state}`, async ({ page, customer }) => {
    const billing = new BillingPage(page);
    await billing.open();
    await billing.addCredit("40.00", "$40.00");
    await page.getByLabel("Bank debit (takes time)").check();
    await page.getByRole("button", { name: "Pay $40.00" }).click();
    const back = new ReturnPage(page);
    await back.expectState("processing");
    await expect(back.outcome).toContainText("until then your balance does not change");
    const bar = new MoneyBar(page);
    expect(await ticksOf(bar.balance)).toBe(0n);
    expect(await topUps(customer.accountId)).toEqual([]);

    await bankDecides(customer.accountId, verb);
    await back.expectState(state);
    const credit = state === "paid" ? 4000n * TICKS_PER_CENT : 0n;
    await expect(bar.balance).toHaveAttribute("data-ticks", `${credit}`);
    expect(await topUps(customer.accountId)).toHaveLength(state === "paid" ? 1 : 0);
  });
