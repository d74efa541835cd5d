import { expect, type Locator, type Page } from "@playwright/test";

/** `/console/billing`: the form for credit, the payments, the statement. */
export class BillingPage {
  readonly payments: Locator;
  readonly statement: Locator;

  constructor(readonly page: Page) {
    this.payments = page.getByTestId("payments");
    this.statement = page.getByTestId("statement");
  }

  async open(): Promise<void> {
    await this.page.goto("/console/billing");
    await expect(this.page.getByRole("heading", { level: 1, name: "Billing" })).toBeVisible();
  }

  /** Fills in the amount; the button says it, and leads to the page that takes the money. */
  async addCredit(typed: string, shown: string): Promise<CheckoutPage> {
    const form = this.page.getByRole("form", { name: "Add credit" });
    await form.getByLabel("Amount", { exact: true }).fill(typed);
    await form.getByRole("button", { name: `Add ${shown}` }).click();
    await expect(this.page.getByRole("button", { name: `Pay ${shown}` })).toBeVisible();
    return new CheckoutPage(this.page);
  }

  /** The line of the newest payment of an amount. */
  payment(shown: string): Locator {
    return this.payments.getByRole("row").filter({ hasText: shown }).first();
  }
}

/** The hosted page that takes the money, and the bank's. */
export class CheckoutPage {
  constructor(readonly page: Page) {}

  async pay(card: string): Promise<void> {
    await this.page.getByLabel("Card number").fill(card);
    await this.page.getByLabel("Expiration").fill("12 / 40");
    await this.page.getByLabel("CVC").fill("123");
    await this.page.getByLabel("Name on card").fill("Ada Lovelace");
    await this.page.getByRole("button", { name: /^Pay / }).click();
  }

  async goBack(): Promise<void> {
    await this.page.getByRole("link", { name: "Back" }).click();
  }

  async authenticate(result: "Complete" | "Fail"): Promise<void> {
    await this.page.getByRole("button", { name: `${result} authentication` }).click();
  }
}

/** `/console/billing/return`: what became of it. */
export class ReturnPage {
  readonly outcome: Locator;

  constructor(readonly page: Page) {
    this.outcome = page.getByTestId("payment-outcome");
  }

  async expectState(state: string): Promise<void> {
    await expect(this.outcome).toHaveAttribute("data-state", state);
  }
}

/** What the hosted page asks of a card, by the names of its fields. */
export const cardFields = (number: string) => ({
  method: "card",
  number,
  expiration: "12 / 40",
  cvc: "123",
  name: "Ada Lovelace",
});

export const cards = {
  good: "4242 4242 4242 4242",
  poor: "4000 0000 0000 9995",
  authenticates: "4000 0025 0000 3155",
} as const;
