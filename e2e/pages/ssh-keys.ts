import { type Download, expect, type Locator, type Page } from "@playwright/test";

/** `/console/ssh-keys`. */
export class SshKeysPage {
  readonly table: Locator;
  readonly addForm: Locator;

  constructor(readonly page: Page) {
    this.table = page.getByRole("table", { name: "Your SSH keys" });
    this.addForm = page.getByRole("form", { name: "Add a key" });
  }

  async open(): Promise<void> {
    await this.page.goto("/console/ssh-keys");
    await expect(this.page.getByRole("heading", { level: 1, name: "SSH keys" })).toBeVisible();
  }

  async paste(publicKey: string, name?: string): Promise<void> {
    await this.addForm.getByLabel("Public key").fill(publicKey);
    if (name !== undefined) await this.addForm.getByLabel("Name").fill(name);
    await this.addForm.getByRole("button", { name: "Add key" }).click();
  }

  /** Has the browser make a pair; the private part comes as a download. */
  async generate(name: string): Promise<Download> {
    const form = this.page.getByRole("form", { name: "Have the browser make a pair" });
    await form.getByLabel("Name of the pair").fill(name);
    const download = this.page.waitForEvent("download");
    await form.getByRole("button", { name: "Make a pair and add it" }).click();
    return download;
  }

  /** The line of a key, by any text in it. */
  row(text: string): Locator {
    return this.table.getByRole("row").filter({ hasText: text });
  }
}
