import { expect, type Locator, type Page } from "@playwright/test";

/** `/console/instances/[id]`. */
export class InstancePage {
  readonly state: Locator;
  readonly cost: Locator;
  readonly totalCost: Locator;
  readonly sshCommand: Locator;
  readonly receipt: Locator;
  readonly progress: Locator;
  readonly nextPrices: Locator;

  constructor(
    readonly page: Page,
    readonly id: string,
  ) {
    this.state = page.getByTestId("instance-state").first();
    this.cost = page.getByTestId("instance-cost");
    this.totalCost = page.getByTestId("instance-cost-total");
    this.sshCommand = page.getByTestId("ssh-command");
    this.receipt = page.getByTestId("receipt").first();
    this.nextPrices = page.getByTestId("next-prices");
    this.progress = page.getByRole("list", { name: "Progress" });
  }

  async open(): Promise<void> {
    await this.page.goto(`/console/instances/${this.id}`);
  }

  async expectState(state: string): Promise<void> {
    await expect(this.state).toHaveAttribute("data-state", state);
  }

  /** The second from which on it has the price that was announced first. */
  async priceChangesAt(): Promise<bigint> {
    const instant = await this.nextPrices.locator("time").first().getAttribute("datetime");
    return BigInt(Date.parse(instant ?? "") / 1000);
  }

  async openMetrics(range = ""): Promise<void> {
    await this.page.goto(`/console/instances/${this.id}/metrics${range && `?range=${range}`}`);
  }

  /** A chart within a part of the page: "GPU 0" or "Machine". */
  chart(name: string, part?: string): Locator {
    const within = part === undefined ? this.page : this.page.getByRole("article", { name: part });
    return within.getByRole("figure", { name, exact: true });
  }

  /** Opens the dialog of a verb and returns it. */
  async ask(verb: string): Promise<Locator> {
    await this.page.getByRole("main").getByRole("button", { name: verb, exact: true }).click();
    return this.page.getByRole("dialog");
  }

  /** Opens the dialog of a verb and confirms it; `confirm` is what its button says, when that is more than the verb. */
  async carryOut(verb: string, confirm: string | RegExp = verb): Promise<void> {
    const dialog = await this.ask(verb);
    await dialog.getByRole("button", { name: confirm, exact: true }).click();
    await expect(dialog).toHaveCount(0);
  }

  async terminate(): Promise<void> {
    const name = (await this.page.getByRole("heading", { level: 1 }).textContent()) ?? "";
    const dialog = await this.ask("Terminate");
    await dialog.getByLabel(/^Type .* to confirm$/).fill(name);
    await dialog.getByRole("button", { name: "Terminate" }).click();
    await this.expectState("terminated");
  }
}
