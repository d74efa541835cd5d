import { request } from "node:http";
import type { Page } from "@playwright/test";
import { ask } from "./fixtures/database";
import { deployment } from "./fixtures/deployment";
import { expectAccessible, expectWithin } from "./fixtures/looks";
import { readyToLaunch } from "./fixtures/prepared-customer";
import { hostKeyOf } from "./fixtures/ssh";
import { expect, test } from "./fixtures/test";
import { InstancePage } from "./pages/instance";
import { LaunchPage } from "./pages/launch";
import { signIn } from "./pages/sign-in";
import { SupportPage } from "./pages/support";
import { TerminalPage } from "./pages/terminal";

const opened = (id: string) =>
  ask("select 1 from audit_log where action = 'instance.terminal_opened' and target_id = $1", [id]);

test("a terminal in the browser: cards, size, the same shell after a cut and a reload, and its end", async ({
  page,
  complaints,
}) => {
  complaints.expectLateWords();
  await readyToLaunch(page);
  const launch = new LaunchPage(page);
  await launch.open("gpu_1x_a100_80gb", "ru-samara-1");
  const instance = new InstancePage(page, await launch.launch());
  const terminal = new TerminalPage(page, instance.id);

  // Opened before the machine runs, it connects by itself as soon as it does.
  await terminal.listen();
  await page
    .getByRole("navigation", { name: "Parts of this page" })
    .getByRole("link", { name: "Terminal" })
    .click();
  await instance.expectState("running");
  await terminal.expectConnected();
  await terminal.run("nvidia-smi");
  await terminal.expectShown("NVIDIA A100 80GB");

  // Keys that are shortcuts elsewhere are the shell's here: Ctrl-K kills, ? and g are letters.
  await terminal.type("echo kept?g");
  await page.keyboard.press("Control+k");
  await page.keyboard.press("Enter");
  await terminal.expectShown("kept?g");
  await expect(page.getByRole("dialog")).toHaveCount(0);

  await page.setViewportSize({ width: 390, height: 844 });
  // The shell hears of the new size a moment after the window has it.
  await expect(async () => {
    await terminal.run("clear");
    await terminal.run("stty size");
    await terminal.expectShown(/size\s*\d+ [34]\d/, { timeout: 5000 });
  }).toPass();
  await page.setViewportSize({ width: 1440, height: 900 });

  // The network goes: the shell is the same afterwards, its history too.
  await terminal.run("echo before-the-cut");
  await terminal.expectShown("before-the-cut");
  await terminal.cut();
  await expect(terminal.status).toContainText("Back in the same shell.");
  await page.reload();
  await terminal.expectConnected();
  await terminal.expectShown("before-the-cut");
  await terminal.run("clear");
  await page.keyboard.press("ArrowUp");
  await page.keyboard.press("ArrowUp");
  await terminal.expectShown("echo before-the-cut");
  await page.keyboard.press("Control+u");
  expect(await opened(instance.id)).toHaveLength(1);

  // The way out of the keyboard trap.
  await terminal.input.focus();
  await page.keyboard.press("Tab");
  await expect(terminal.input).toBeFocused();
  await page.keyboard.press("Control+Shift+L");
  await expect(page.getByRole("group", { name: "Outside the terminal" })).toBeFocused();
  await page.keyboard.press("Tab");
  await expect(page.getByRole("button", { name: "Copy selection" })).toBeFocused();

  for (const colorScheme of ["light", "dark"] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
    await expectAccessible(page, `terminal, ${colorScheme}`);
  }
  for (const width of [390, 320]) await expectWithin(page, width, "terminal");
  await page.setViewportSize({ width: 1440, height: 900 });

  await terminal.run("exit 3");
  await expect(terminal.status).toContainText("The shell ended with code 3.");
  await page.getByRole("button", { name: "New shell" }).click();
  await terminal.expectConnected();
  expect(await opened(instance.id)).toHaveLength(2);
  await instance.carryOut("Stop");
  await expect(terminal.status).toContainText("The machine went off or restarted");
  await instance.expectState("stopped");
  await expect(page.getByRole("button", { name: "New shell" })).toHaveCount(0);

  // What it said while it booted, and that it went off.
  await page.getByRole("link", { name: "Logs" }).click();
  const console = page.getByRole("region", { name: "Console" });
  await expect(console).toContainText("Started OpenBSD Secure Shell server");
  await expect(console).toContainText("Power down");
  const download = page.waitForEvent("download");
  await page.getByRole("link", { name: "Download as text" }).first().click();
  expect((await download).suggestedFilename()).toBe(`${instance.id}-console.log`);
  for (const colorScheme of ["light", "dark"] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
    await expectAccessible(page, `logs, ${colorScheme}`);
  }
  for (const width of [390, 320]) await expectWithin(page, width, "logs");
});

test("a terminal ends with its session, and opens for nobody else", async ({
  page,
  otherBrowser,
  complaints,
}) => {
  complaints.expectLateWords();
  const customer = await readyToLaunch(page);
  const launch = new LaunchPage(page);
  await launch.open("cpu_4x", "ru-samara-1");
  const instance = new InstancePage(page, await launch.launch());
  await instance.expectState("running");

  // Every way in stands on the page, with the exact words.
  const command = (await instance.sshCommand.textContent()) ?? "";
  const [, port = "", user = "", host = ""] = /^ssh -p (\d+) (\w+)@(\S+)$/.exec(command) ?? [];
  await expect(page.getByTestId("host-key")).toHaveText(await hostKeyOf(host, port));
  await page.getByText("For ~/.ssh/config").click();
  await expect(page.getByTestId("ssh-config")).toContainText(`HostName ${host}`);
  await expect(page.getByRole("link", { name: "Open in VS Code" })).toHaveAttribute(
    "href",
    `vscode://vscode-remote/ssh-remote+${user}@${host}:${port}/home/${user}`,
  );
  const terminal = new TerminalPage(page, instance.id);
  await terminal.listen();
  await page.getByRole("link", { name: "Open a terminal here" }).click();
  await terminal.expectConnected();

  // Whoever acts as the customer is told so, and the socket says the same.
  const staff = await otherBrowser();
  await signIn(staff, "support@example.com");
  const support = new SupportPage(staff);
  await support.find(customer.email);
  await support.openAccount(customer.name);
  await support.actAsCustomer("Customer asks why the terminal is slow");
  await expect(support.banner).toContainText(customer.name);
  await staff.goto(`/console/instances/${instance.id}/terminal`);
  await expect(staff.getByText("Terminals stay closed while you act as a customer")).toBeVisible();
  expect(await askSocket(staff, instance.id)).toMatchObject({ type: "end", reason: "not_allowed" });
  await staff.goto(`/console/instances/${instance.id}/logs`);
  await expect(staff.getByText("Logs stay closed while you act as a customer")).toBeVisible();
  const denied = await staff.request.get(`/console/instances/${instance.id}/logs/text?kind=startup`);
  expect(denied.status()).toBe(403);
  await support.stopActing();

  // Another person's instance is one that does not run; another site's page gets no socket at all.
  const stranger = await otherBrowser();
  await signIn(stranger, "dev@example.com");
  expect(await askSocket(stranger, instance.id)).toMatchObject({ type: "end", reason: "not_running" });
  expect(await upgradeStatus(instance.id, "https://elsewhere.example")).toBe(403);
  expect(await opened(instance.id)).toHaveLength(1);

  const other = await otherBrowser();
  await signIn(other, customer.email, customer.password);
  await other.goto("/console/settings");
  await other
    .getByTestId("sessions")
    .getByRole("button", { name: /^Sign out / })
    .click();
  await expect.poll(() => terminal.heard.join("\n")).toContain('"signed_out"');
  await expect(page).toHaveURL(/\/sign-in/);
});

/** What the socket of an instance's terminal answers this page. */
const askSocket = (page: Page, id: string) =>
  page.evaluate(
    (path) =>
      new Promise<unknown>((resolve, reject) => {
        const socket = new WebSocket(`${location.origin.replace("http", "ws")}${path}`);
        socket.onopen = () =>
          socket.send(JSON.stringify({ type: "open", shell: null, seen: 0, columns: 80, rows: 24 }));
        socket.onmessage = ({ data }) => resolve(JSON.parse(data));
        socket.onerror = () => reject(new Error("the socket did not open"));
      }),
    `/console/instances/${id}/terminal/socket`,
  );

function upgradeStatus(id: string, origin: string): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    const asked = request(`${deployment().web}/console/instances/${id}/terminal/socket`, {
      headers: {
        connection: "Upgrade",
        upgrade: "websocket",
        "sec-websocket-version": "13",
        "sec-websocket-key": Buffer.alloc(16, 7).toString("base64"),
        origin,
      },
    });
    asked.on("response", ({ statusCode }) => resolve(statusCode));
    asked.on("upgrade", (_response, socket) => {
      socket.destroy();
      resolve(101);
    });
    asked.on("error", reject);
    asked.end();
  });
}
