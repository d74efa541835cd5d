import { expect } from "@playwright/test";
import { asCustomer as test } from "./fixtures/people";
import { BillingPage, cards, ReturnPage } from "./pages/billing";

test("credit is added, confirmed, listed, receipted and entered in the statement", async ({ page }) => {
  const billing = new BillingPage(page);
  await billing.open();
  const checkout = await billing.addCredit("31,07", "$31.07");
  await checkout.pay(cards.good);
  const back = new ReturnPage(page);
  await back.expectState("paid");
  await expect(back.outcome).toContainText("$31.07 added");

  await page.getByRole("link", { name: "Receipt" }).click();
  await expect(page.getByTestId("receipt-amount")).toHaveText("$31.07");
  await expect(page.getByText("visa •••• 4242")).toBeVisible();

  await billing.open();
  await expect(billing.payment("$31.07").getByTestId("payment-state")).toHaveAttribute("data-state", "paid");
  await expect(billing.statement.getByRole("row").filter({ hasText: "+$31.070000" })).toHaveCount(1);
});

test("a declined card says why, and the same payment takes another one", async ({ page, complaints }) => {
  complaints.expectStatus(402);
  const billing = new BillingPage(page);
  await billing.open();
  const checkout = await billing.addCredit("32.08", "$32.08");
  await checkout.pay(cards.poor);
  await expect(page.getByRole("alert")).toContainText("insufficient funds");
  await checkout.goBack();
  const back = new ReturnPage(page);
  await back.expectState("failed");
  await expect(back.outcome).toContainText("The card has not enough money");
  await page.getByRole("link", { name: "Try another card" }).click();
  await checkout.pay(cards.good);
  await back.expectState("paid");
});

test("a failed authentication is not a payment, and a completed one is", async ({ page }) => {
  const billing = new BillingPage(page);
  await billing.open();
  const checkout = await billing.addCredit("33.09", "$33.09");
  await checkout.pay(cards.authenticates);
  await checkout.authenticate("Fail");
  await checkout.goBack();
  const back = new ReturnPage(page);
  await back.expectState("failed");
  await expect(back.outcome).toContainText("could not confirm that it is you");
  await page.getByRole("link", { name: "Try another card" }).click();
  await checkout.pay(cards.authenticates);
  await checkout.authenticate("Complete");
  await back.expectState("paid");
});

test("a payment that was left can be gone on with, or cancelled for good", async ({ page }) => {
  const billing = new BillingPage(page);
  await billing.open();
  const checkout = await billing.addCredit("34.11", "$34.11");
  await checkout.goBack();
  const back = new ReturnPage(page);
  await back.expectState("open");
  await expect(page.getByRole("link", { name: "Continue to payment" })).toBeVisible();
  await page.getByRole("button", { name: "Cancel payment" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Cancel payment" }).click();
  await back.expectState("abandoned");
});

test("an amount that cannot be paid is answered beside the field", async ({ page }) => {
  const billing = new BillingPage(page);
  await billing.open();
  const form = page.getByRole("form", { name: "Add credit" });
  const amount = form.getByLabel("Amount", { exact: true });
  for (const [typed, answer] of [
    ["4.99", "The smallest amount is 5.00 USD."],
    ["10000.01", "The largest amount at once is 10000.00 USD."],
    ["ten", "This is not an amount."],
    ["1.005", "This is not an amount."],
  ] as const) {
    await amount.fill(typed);
    await form.getByRole("button", { name: /^Add/ }).last().click();
    await expect(form.getByText(answer)).toBeVisible();
    await expect(amount).toHaveValue(typed);
  }
});

test("usage is a picture, a table that adds up, and a file", async ({ page }) => {
  await page.goto("/console/usage");
  await expect(page.getByRole("img", { name: /^Cost per day in/ })).toBeVisible();
  const total = await page.getByTestId("usage-total").getAttribute("data-ticks");
  const days = page.getByTestId("usage-days");
  for (const lines of [page.getByTestId("usage"), days]) {
    const ticks = await lines
      .locator("tbody [data-ticks]")
      .evaluateAll((cells) => cells.map((cell) => cell.getAttribute("data-ticks") ?? "0"));
    expect(ticks.reduce((sum, each) => sum + BigInt(each), 0n).toString()).toBe(total);
  }
  const [newest, earlier] = [days.getByRole("table").first(), days.locator("summary").nth(1)];
  await expect(newest).toBeVisible();
  await expect(days.getByRole("table")).toHaveCount(1);
  await earlier.click();
  await expect(days.getByRole("table")).toHaveCount(2);
  const download = page.waitForEvent("download");
  await page.getByRole("link", { name: "Download CSV" }).click();
  expect((await download).suggestedFilename()).toMatch(/^usage-\d{4}-\d\d\.csv$/);
});
