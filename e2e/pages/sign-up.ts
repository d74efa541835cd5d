import { expect, type Page } from "@playwright/test";

export class SignUpPage {
  constructor(readonly page: Page) {}

  async open(): Promise<void> {
    await this.page.goto("/sign-up");
    await expect(this.page.getByRole("heading", { level: 1, name: "Create account" })).toBeVisible();
  }

  async fill(person: { name: string; email: string; password: string }): Promise<void> {
    await this.page.getByLabel("Name", { exact: true }).fill(person.name);
    await this.page.getByLabel("E-mail address").fill(person.email);
    await this.page.getByLabel("Password", { exact: true }).fill(person.password);
    await this.page.getByRole("button", { name: "Create account" }).click();
  }

  /** What everybody sees who has signed up, whether the address was known or not. */
  async expectMail(): Promise<void> {
    await expect(this.page.getByRole("status").filter({ hasText: "We sent you a mail" })).toBeVisible();
  }
}
