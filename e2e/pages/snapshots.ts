import { expect, type Locator, type Page } from "@playwright/test";

/** `/console/instances/[id]/snapshots`. */
export class SnapshotsPage {
  constructor(
    readonly page: Page,
    readonly instanceId: string,
  ) {}

  async open(): Promise<void> {
    await this.page.goto(`/console/instances/${this.instanceId}/snapshots`);
  }

  row(name: string): Locator {
    return this.page.getByRole("row").filter({ hasText: name });
  }

  async take(name: string): Promise<void> {
    await this.page.getByRole("main").getByRole("button", { name: "Take snapshot" }).click();
    const dialog = this.page.getByRole("dialog");
    await expect(dialog).toContainText("Free of charge within your allowance.");
    await dialog.getByLabel("Name").fill(name);
    await dialog.getByRole("button", { name: "Take snapshot" }).click();
    await expectState(this.row(name), "ready");
  }

  /** Opens the dialog of a verb of one snapshot. */
  async ask(name: string, verb: string): Promise<Locator> {
    await this.row(name).getByRole("button", { name: verb }).click();
    return this.page.getByRole("dialog");
  }
}

/** `/console/images`. */
export class ImagesPage {
  constructor(readonly page: Page) {}

  row(name: string): Locator {
    return this.page.getByRole("row").filter({ hasText: name });
  }

  async delete(name: string): Promise<void> {
    await this.row(name).getByRole("button", { name: "Delete" }).click();
    const dialog = this.page.getByRole("dialog");
    await dialog.getByRole("button", { name: "Delete" }).click();
    // While it is open the page behind it shows no rows to anybody.
    await expect(dialog).toHaveCount(0);
    await expect(this.row(name)).toHaveCount(0);
  }
}

export async function expectState(row: Locator, state: string): Promise<void> {
  await expect(row.getByTestId("kept-state")).toHaveAttribute("data-state", state);
}
