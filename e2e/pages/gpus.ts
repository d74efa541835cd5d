import { expect, type Locator, type Page } from "@playwright/test";

/** `/gpus`: the matrix of what is free at which price, and the estimator. */
export class GpusPage {
  readonly estimated: Locator;

  constructor(readonly page: Page) {
    this.estimated = page.getByTestId("estimate");
  }

  /** With the sizes of so many GPUs. */
  async open(cards = 1): Promise<void> {
    await this.page.goto(`/gpus?cards=${cards}`);
    await expect(this.page.getByRole("heading", { level: 1, name: "GPUs and prices" })).toBeVisible();
  }

  free(type: string, region: string): Locator {
    return this.page.locator(`[data-testid=free][data-type="${type}"][data-region="${region}"]`);
  }

  /** The cell of the matrix that holds the free count of a type in a region. */
  cell(type: string, region: string): Locator {
    return this.page.getByRole("cell").filter({ has: this.free(type, region) });
  }

  async estimate(wish: { type: string; region: string; count: string; hours: string }): Promise<void> {
    const { page } = this;
    await page.getByLabel("Instance type", { exact: true }).selectOption(wish.type);
    await page.getByLabel("Region", { exact: true }).selectOption(wish.region);
    await page.getByLabel("Instances", { exact: true }).fill(wish.count);
    await page.getByLabel("Hours each", { exact: true }).fill(wish.hours);
  }
}
