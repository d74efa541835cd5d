import { expect, type Locator, type Page } from "@playwright/test";

/** `/console/firewall` and the editor of one rule set. */
export class FirewallPage {
  readonly sets: Locator;

  constructor(readonly page: Page) {
    this.sets = page.getByTestId("firewall-sets");
  }

  async open(): Promise<void> {
    await this.page.goto("/console/firewall");
    await expect(this.page.getByRole("heading", { level: 1, name: "Firewall" })).toBeVisible();
  }

  row(name: string): Locator {
    return this.sets.getByRole("row").filter({ hasText: name });
  }

  /** One rule of the editor, counted from one. */
  rule(number: number): Locator {
    return this.page.getByRole("group", { name: `Rule ${number}`, exact: true });
  }

  async fill(number: number, wish: { ports?: string; from?: string; protocol?: string }): Promise<void> {
    const rule = this.rule(number);
    if (wish.protocol !== undefined) await rule.getByLabel("Protocol").selectOption(wish.protocol);
    if (wish.ports !== undefined) await rule.getByLabel("Port or range").fill(wish.ports);
    if (wish.from !== undefined) await rule.getByLabel("From").fill(wish.from);
  }

  /** Clicks, and waits for the list. */
  async save(): Promise<void> {
    await this.page.getByRole("button", { name: "Save" }).click();
    await expect(this.page).toHaveURL(/\/console\/firewall$/);
  }
}

/** `/console/instances/[id]/firewall`. */
export class InstanceFirewallPage {
  readonly state: Locator;
  readonly open: Locator;
  readonly warnings: Locator;

  constructor(
    readonly page: Page,
    readonly id: string,
  ) {
    this.state = page.getByTestId("firewall-state");
    this.open = page.getByTestId("open-ports");
    this.warnings = page.getByTestId("firewall-warning");
  }

  async goTo(): Promise<void> {
    await this.page.goto(`/console/instances/${this.id}/firewall`);
  }

  async expectState(state: string): Promise<void> {
    await expect(this.state).toHaveAttribute("data-state", state);
  }

  port(inside: string): Locator {
    return this.open.getByRole("row").filter({ has: this.page.getByText(inside, { exact: true }) });
  }

  /** Where a port is reached from outside, once it is. */
  async addressOf(inside: string): Promise<{ host: string; port: number }> {
    const address = this.port(inside).getByTestId("open-address");
    await expect(address).toHaveText(/:\d+$/);
    const [, host = "", port] = /^(.+):(\d+)$/.exec((await address.textContent()) ?? "") ?? [];
    return { host, port: Number(port) };
  }

  async choose(name: string, chosen = true): Promise<void> {
    await this.page.getByRole("checkbox", { name: new RegExp(`^${name}`) }).setChecked(chosen);
    await this.page.getByRole("button", { name: "Save" }).click();
  }
}
