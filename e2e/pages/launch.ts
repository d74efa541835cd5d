import { expect, type Locator, type Page } from "@playwright/test";

/** `/console/launch`: what is to be launched, where, and the summary beside it. */
export class LaunchPage {
  readonly summary: Locator;
  readonly button: Locator;

  constructor(readonly page: Page) {
    this.summary = page.getByRole("region", { name: "Summary" });
    this.button = page.getByRole("button", { name: /^Launch · / });
  }

  async open(type: string, region: string): Promise<void> {
    await this.page.goto(`/console/launch?type=${type}&region=${region}`);
    await expect(this.page.getByRole("heading", { level: 1, name: "Launch an instance" })).toBeVisible();
  }

  async name(name: string): Promise<void> {
    await this.page.getByLabel("Name", { exact: true }).fill(name);
  }

  async startupScript(script: string): Promise<void> {
    await this.page.getByText("Start-up script, stop time and idle stop").click();
    await this.page.getByLabel("Start-up script").fill(script);
  }

  /** Clicks, and waits for the page of the new instance; returns its id. */
  async launch(): Promise<string> {
    await this.button.click();
    await expect(this.page).toHaveURL(/\/console\/instances\/ins_/);
    const id = this.page.url().split("/").at(-1);
    if (!id) throw new Error("the address has no id");
    return id;
  }
}
