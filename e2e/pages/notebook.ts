import { expect, type Locator, type Page } from "@playwright/test";

/** The tab with an instance's JupyterLab, at a host of its own. */
export class NotebookPage {
  readonly cell: Locator;
  readonly output: Locator;
  /** What is said instead of the notebook. */
  readonly said: Locator;

  constructor(readonly page: Page) {
    this.cell = page.getByLabel("Cell", { exact: true });
    this.output = page.getByRole("log", { name: "Output" });
    this.said = page.locator("main[data-state]");
  }

  /** The button on the instance's page; the notebook comes in a new tab. */
  static async open(from: Page): Promise<NotebookPage> {
    const opening = from.context().waitForEvent("page");
    await from.getByRole("button", { name: "Open JupyterLab" }).click();
    return new NotebookPage(await opening);
  }

  /** However long it takes to come up. */
  async expectLab(): Promise<void> {
    await expect(this.page.getByRole("heading", { name: "JupyterLab (simulated)" })).toBeVisible();
    await expect(this.page.getByText("Kernel connected")).toBeVisible();
  }

  async run(code: string): Promise<void> {
    await this.cell.fill(code);
    await this.page.getByRole("button", { name: "Run" }).click();
    await expect(this.output).toContainText(code);
  }

  async expectSaid(state: string): Promise<void> {
    await expect(this.said).toHaveAttribute("data-state", state);
  }
}
