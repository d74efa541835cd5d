import { expect, type Locator, type Page } from "@playwright/test";

/** `/support`: the search, an account, and acting as its customer. */
export class SupportPage {
  readonly banner: Locator;

  constructor(readonly page: Page) {
    this.banner = page.getByTestId("acting-as");
  }

  async find(query: string): Promise<void> {
    await this.page.goto("/support");
    await this.page.getByLabel("Search for").fill(query);
    await this.page.getByRole("button", { name: "Find" }).click();
  }

  async openAccount(name: string): Promise<void> {
    await this.page.getByTestId("accounts").getByRole("link", { name }).click();
    await expect(this.page.getByRole("heading", { level: 1, name })).toBeVisible();
  }

  async actAsCustomer(reason: string): Promise<void> {
    await this.page.getByRole("button", { name: "Act as this customer" }).click();
    const dialog = this.page.getByRole("dialog");
    await dialog.getByLabel("Reason").fill(reason);
    await dialog.getByRole("button", { name: "Act as this customer" }).click();
  }

  async stopActing(): Promise<void> {
    await this.banner.getByRole("button", { name: "Stop acting" }).click();
    await expect(this.banner).toHaveCount(0);
  }
}
