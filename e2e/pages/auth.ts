import { expect, type Page } from "@playwright/test";

/** The forms around signing in; each is found by what a person reads. */
export class AuthPages {
  constructor(readonly page: Page) {}

  readonly #button = (name: string) => this.page.getByRole("button", { name, exact: true });

  async openSignIn(back?: string): Promise<void> {
    await this.page.goto(
      back === undefined ? "/sign-in" : `/sign-in?callbackUrl=${encodeURIComponent(back)}`,
    );
    await expect(this.page.getByRole("heading", { level: 1, name: "Sign in" })).toBeVisible();
  }

  async signIn(email: string, password: string): Promise<void> {
    await this.page.getByLabel("E-mail address").fill(email);
    await this.page.getByLabel("Password", { exact: true }).fill(password);
    await this.#button("Sign in").click();
  }

  async askForReset(email: string): Promise<void> {
    await this.page.goto("/forgot-password");
    await this.page.getByLabel("E-mail address").fill(email);
    await this.#button("Send link").click();
    await expect(this.page.getByRole("status").filter({ hasText: "Check your mail" })).toBeVisible();
  }

  async chooseNewPassword(link: string, password: string): Promise<void> {
    await this.page.goto(link);
    await this.page.getByLabel("New password").fill(password);
    await this.#button("Change password").click();
  }

  /** `password`: where another browser than the one that signed up asks for it. */
  async confirm(link: string, password?: string): Promise<void> {
    await this.page.goto(link);
    if (password !== undefined) await this.page.getByLabel("Password", { exact: true }).fill(password);
    await this.#button("Confirm e-mail address").click();
  }

  async expectRefusal(text: string | RegExp): Promise<void> {
    await expect(this.page.getByRole("alert").filter({ hasText: text })).toBeVisible();
  }
}
