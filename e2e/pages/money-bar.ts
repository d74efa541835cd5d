import type { Locator, Page } from "@playwright/test";

/** The three numbers on every page of the console. */
export class MoneyBar {
  readonly balance: Locator;
  readonly burn: Locator;
  readonly runsOut: Locator;

  constructor(page: Page) {
    const bar = page.getByRole("region", { name: "Your money now" });
    this.balance = bar.getByTestId("balance");
    this.burn = bar.getByTestId("burn-rate");
    this.runsOut = bar.getByTestId("runs-out");
  }
}

/** The exact integer that an element carries. */
export async function ticksOf(element: Locator, attribute = "data-ticks"): Promise<bigint> {
  const text = await element.getAttribute(attribute);
  if (text === null) throw new Error(`no ${attribute}`);
  return BigInt(text);
}
