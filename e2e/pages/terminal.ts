import { expect, type Locator, type Page, type WebSocketRoute } from "@playwright/test";

/** `/console/instances/[id]/terminal`. */
export class TerminalPage {
  readonly status: Locator;
  readonly screen: Locator;
  readonly input: Locator;
  /** What the server said in text, oldest first. */
  readonly heard: string[] = [];
  #route: WebSocketRoute | undefined;

  constructor(
    readonly page: Page,
    readonly id: string,
  ) {
    this.status = page.getByTestId("terminal-status");
    this.screen = page.getByTestId("terminal");
    this.input = this.screen.getByRole("textbox");
  }

  /** From now on what the server says is noted, and the connection can be cut. */
  async listen(): Promise<void> {
    await this.page.routeWebSocket(/\/terminal\/socket$/, (route) => {
      const server = route.connectToServer();
      server.onMessage((message) => {
        if (typeof message === "string") this.heard.push(message);
        route.send(message);
      });
      this.#route = route;
    });
  }

  /** The page's connection breaks, as when a network is left. */
  async cut(): Promise<void> {
    await this.#route?.close({ code: 1001 });
  }

  async open(): Promise<void> {
    await this.page.goto(`/console/instances/${this.id}/terminal`);
    await this.expectConnected();
  }

  async expectConnected(): Promise<void> {
    await expect(this.status).toContainText("Connected");
    await this.expectShown("$ ");
  }

  async type(text: string): Promise<void> {
    await this.input.focus();
    await this.page.keyboard.type(text);
  }

  async run(line: string): Promise<void> {
    await this.type(line);
    await this.page.keyboard.press("Enter");
  }

  async expectShown(text: string | RegExp, options?: { timeout: number }): Promise<void> {
    await expect(this.screen.locator(".xterm-rows")).toContainText(text, options);
  }
}
