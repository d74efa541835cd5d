import { expect, type Locator, type Page } from "@playwright/test";

/** `/console/volumes`, the form to create one, and the page of one. */
export class VolumesPage {
  readonly state: Locator;
  readonly cost: Locator;
  readonly summary: Locator;

  constructor(readonly page: Page) {
    this.state = page.getByTestId("volume-state").first();
    this.cost = page.getByTestId("volume-cost");
    this.summary = page.getByRole("region", { name: "Summary" });
  }

  async open(): Promise<void> {
    await this.page.goto("/console/volumes");
    await expect(this.page.getByRole("heading", { level: 1, name: "Volumes" })).toBeVisible();
  }

  row(name: string): Locator {
    return this.page.getByTestId("volumes").getByRole("row").filter({ hasText: name });
  }

  /** Fills the form; `beside` is the beginning of what it will be used with. */
  async fill(wish: { name: string; region: string; beside: string; gib: number }): Promise<void> {
    await this.page.goto("/console/volumes/new");
    await this.page.getByLabel("Name", { exact: true }).fill(wish.name);
    await this.page.getByRole("radio", { name: new RegExp(`^${wish.region}`) }).check();
    const beside = this.page.getByLabel("To be used with");
    const option = beside.locator("option").filter({ hasText: wish.beside }).first();
    await beside.selectOption((await option.getAttribute("value")) ?? "");
    await this.page.getByLabel("Size in GiB").fill(`${wish.gib}`);
  }

  /** Clicks, waits for the page of the new volume until it is there; returns its id. */
  async create(): Promise<string> {
    await this.page.getByRole("button", { name: /^Create · / }).click();
    await expect(this.page).toHaveURL(/\/console\/volumes\/vol_/);
    await this.expectState("available");
    const id = this.page.url().split("/").at(-1);
    if (!id) throw new Error("the address has no id");
    return id;
  }

  async expectState(state: string): Promise<void> {
    await expect(this.state).toHaveAttribute("data-state", state);
  }

  /** Opens the dialog of a verb. */
  async ask(verb: string): Promise<Locator> {
    await this.page.getByRole("main").getByRole("button", { name: verb, exact: true }).click();
    return this.page.getByRole("dialog");
  }

  async delete(name: string): Promise<void> {
    const dialog = await this.ask("Delete");
    await expect(dialog).toContainText("Its bill ends in the second you click.");
    await dialog.getByLabel(/^Type .* to confirm$/).fill(name);
    await dialog.getByRole("button", { name: "Delete" }).click();
    await this.expectState("deleted");
  }
}
