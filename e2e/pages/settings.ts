import { expect, type Locator, type Page } from "@playwright/test";

export class SettingsPage {
  constructor(readonly page: Page) {}

  async open(): Promise<void> {
    await this.page.goto("/console/settings");
    await expect(this.page.getByRole("heading", { level: 1, name: "Settings" })).toBeVisible();
  }

  /** The browsers that are signed in, without the head of the table. */
  sessions(): Locator {
    return this.page.getByTestId("sessions").locator("tbody tr");
  }

  async signOutTheOther(): Promise<void> {
    await this.sessions()
      .getByRole("button", { name: /^Sign out/ })
      .click();
  }

  async changePassword(present: string, next: string): Promise<void> {
    await this.page.getByLabel("Present password").fill(present);
    await this.page.getByLabel("New password").fill(next);
    await this.page.getByRole("button", { name: "Change password" }).click();
  }

  async save(settings: { name?: string; timeZone?: string; theme?: string }): Promise<void> {
    const { name, timeZone, theme } = settings;
    if (name !== undefined) await this.page.getByLabel("Name", { exact: true }).fill(name);
    if (timeZone !== undefined) await this.page.getByLabel(/^Time zone/).selectOption(timeZone);
    if (theme !== undefined)
      await this.page.getByRole("combobox", { name: "Theme" }).selectOption({ label: theme });
    await this.page.getByRole("button", { name: "Save" }).click();
    await expect(this.page.getByText("Saved.")).toBeVisible();
  }
}
