import { expect, type Locator, type Page } from "@playwright/test";

/** `/admin/fleet`: regions, their hosts and cards, and the form that joins a cluster. */
export class FleetPage {
  constructor(readonly page: Page) {}

  region(name: string): Locator {
    return this.page.getByTestId("regions").getByRole("row").filter({ hasText: name });
  }

  host(name: string): Locator {
    return this.page.locator(`[data-testid="host"][data-host="${name}"]`);
  }

  async open(): Promise<void> {
    await this.page.goto("/admin/fleet");
    await expect(this.page.getByRole("heading", { level: 1, name: "Fleet" })).toBeVisible();
  }

  async openRegion(id: string, name: string): Promise<void> {
    await this.page.goto(`/admin/fleet/${id}`);
    await expect(this.page.getByRole("heading", { level: 1, name })).toBeVisible();
  }

  /** A verb of a host: its button, what the dialog says, and the same verb again. */
  async confirm(host: string, verb: string, says: string | RegExp, confirm = verb): Promise<void> {
    await this.host(host)
      .getByRole("button", { name: `${verb} ${host}` })
      .click();
    const dialog = this.page.getByRole("dialog");
    await expect(dialog).toContainText(says);
    await dialog.getByRole("button", { name: confirm, exact: true }).click();
    await expect(dialog).toHaveCount(0);
  }

  /** Our certificate, as the page gives it to be copied. */
  async certificate(): Promise<string> {
    await this.open();
    await this.page.getByRole("button", { name: "Show the certificate" }).click();
    const text = await this.page.getByRole("region", { name: "our certificate" }).textContent();
    await this.page.keyboard.press("Escape");
    await expect(this.page.getByRole("dialog")).toHaveCount(0);
    return text ?? "";
  }

  get result(): Locator {
    return this.page.getByTestId("check-result");
  }

  async check(): Promise<void> {
    await this.page.getByRole("button", { name: "Check the cluster" }).click();
  }
}
