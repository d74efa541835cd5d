import { connect } from "node:net";
import { ask } from "./fixtures/database";
import { expectAccessible, expectWithin } from "./fixtures/looks";
import { confirmedCustomer, readyToLaunch } from "./fixtures/prepared-customer";
import { sshRun } from "./fixtures/ssh";
import { expect, test } from "./fixtures/test";
import { FirewallPage, InstanceFirewallPage } from "./pages/firewall";
import { InstancePage } from "./pages/instance";
import { LaunchPage } from "./pages/launch";

const SAMARA = "ru-samara-1";

/** Does anything take a connection there? */
const accepts = ({ host, port }: { host: string; port: number }): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect({ host, port });
    const end = (accepted: boolean) => {
      socket.destroy();
      resolve(accepted);
    };
    socket.once("connect", () => end(true));
    socket.once("error", () => end(false));
  });

test("without JavaScript rows of a rule set come and go, and nothing that was typed is lost", async ({
  page,
  browser,
  contextOptions,
}) => {
  await confirmedCustomer(page);
  const storageState = await page.context().storageState();
  const plain = await browser.newContext({ ...contextOptions, storageState, javaScriptEnabled: false });
  const tab = await plain.newPage();
  const sets = new FirewallPage(tab);
  await tab.goto("/console/firewall/new");
  await tab.getByLabel("Name", { exact: true }).fill("plain");
  await sets.fill(1, { ports: "80", from: "203.0.113.0/24" });
  await tab.getByRole("button", { name: "Add rule" }).click();
  await sets.fill(2, { ports: "9000-8000" });
  await tab.getByRole("button", { name: "Jupyter (8888)" }).click();
  await expect(sets.rule(3).getByLabel("Port or range")).toHaveValue("8888");
  await tab.getByRole("button", { name: "Save" }).click();
  await expect(sets.rule(2)).toContainText("The range ends before it begins.");
  await expect(tab.getByLabel("Name", { exact: true })).toHaveValue("plain");
  await expect(sets.rule(1).getByLabel("From")).toHaveValue("203.0.113.0/24");
  await tab.getByRole("button", { name: "Remove rule 2" }).click();
  await expect(sets.rule(2).getByLabel("Port or range")).toHaveValue("8888");
  await expect(sets.rule(3)).toHaveCount(0);
  // Enter saves, whichever buttons stand before Save.
  await tab.getByLabel("Name", { exact: true }).press("Enter");
  await expect(tab).toHaveURL(/\/console\/firewall$/);
  await expect(sets.row("plain")).toContainText("TCP 80 from 203.0.113.0/24");
  await expect(sets.row("plain")).toContainText("TCP 8888");
  await plain.close();
});

test("a rule set opens a port of an instance; SSH closes only by a second word, and opens again", async ({
  page,
}) => {
  const { key, accountId } = await readyToLaunch(page);
  const sets = new FirewallPage(page);
  await sets.open();
  await expect(page.getByText("No rule sets yet")).toBeVisible();
  await page.getByRole("link", { name: "Create rule set" }).first().click();

  // What is refused stays typed and says where it is wrong; removing a row takes nothing from the others.
  await page.getByLabel("Name", { exact: true }).fill("notebook");
  await sets.fill(1, { ports: "80-79", from: "10.0.0.7/8" });
  await page.getByRole("button", { name: "Jupyter (8888)" }).click();
  await page.getByRole("button", { name: "Save" }).click();
  await expect(sets.rule(1)).toContainText("The range ends before it begins.");
  await expect(sets.rule(1)).toContainText("The block around it is 10.0.0.0/8.");
  await expect(sets.rule(1).getByLabel("From")).toHaveValue("10.0.0.7/8");
  await page.getByRole("button", { name: "Remove rule 1" }).click();
  await expect(sets.rule(1).getByLabel("Port or range")).toHaveValue("8888");
  await sets.save();
  await expect(sets.row("notebook")).toContainText("TCP 8888");
  await expect(sets.row("notebook")).toContainText("No instance");

  const launch = new LaunchPage(page);
  await launch.open("cpu_4x", SAMARA);
  await launch.name("guarded");
  const instance = new InstancePage(page, await launch.launch());
  await instance.expectState("running");
  const command = (await instance.sshCommand.textContent()) ?? "";
  const firewall = new InstanceFirewallPage(page, instance.id);
  await page.getByRole("link", { name: "Firewall" }).last().click();
  await expect(page.getByText("Only SSH is reached from outside.")).toBeVisible();
  await firewall.choose("notebook");
  await firewall.expectState("applied");
  const web = await firewall.addressOf("TCP 8888");
  expect(await accepts(web)).toBe(true);
  expect(await sshRun(command, key.file, "echo in")).toBe("in\n");

  // A limit that a forwarded port cannot keep is not opened, and the page says so.
  await page.goto("/console/firewall");
  await sets.row("notebook").getByRole("link", { name: "Edit" }).click();
  await page.getByRole("button", { name: "Add rule" }).click();
  await sets.fill(2, { ports: "8000", from: "203.0.113.0/24" });
  await sets.save();
  await expect(sets.row("notebook")).toContainText("guarded");
  await firewall.goTo();
  await firewall.expectState("applied");
  await expect(firewall.warnings).toContainText("TCP 8000 is not open.");
  await expect(firewall.port("TCP 8000")).toHaveCount(0);

  await page.getByRole("button", { name: "Close SSH" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("button", { name: "Close SSH" }).click();
  await expect(dialog.getByRole("textbox")).toHaveAttribute("aria-invalid", "true");
  await dialog.getByRole("textbox").fill("guarded");
  await dialog.getByRole("button", { name: "Close SSH" }).click();
  await expect(firewall.warnings.first()).toContainText("SSH is closed.");
  await firewall.expectState("applied");
  await expect(firewall.port("TCP 22")).toHaveCount(0);
  await expect(sshRun(command, key.file, "echo in")).rejects.toThrow();
  expect(await accepts(web)).toBe(true);
  await instance.open();
  await expect(page.getByText("SSH is closed by the instance's firewall.")).toBeVisible();

  await firewall.goTo();
  await expectAccessible(page, "the firewall of an instance");
  for (const width of [390, 320]) await expectWithin(page, width, "the firewall of an instance");
  await page.setViewportSize({ width: 1440, height: 900 });
  await page.getByRole("button", { name: "Open SSH" }).click();
  await expect(page.getByRole("button", { name: "Close SSH" })).toBeVisible();
  await firewall.expectState("applied");
  await firewall.addressOf("TCP 22");
  expect(await sshRun(command, key.file, "echo in")).toBe("in\n");

  await firewall.choose("notebook", false);
  await expect(page.getByText("Only SSH is reached from outside.")).toBeVisible();
  await expect.poll(() => accepts(web)).toBe(false);
  await sets.open();
  await sets.row("notebook").getByRole("button", { name: "Delete" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Delete" }).click();
  await expect(page.getByText("No rule sets yet")).toBeVisible();
  const actions = await ask<{ action: string }>(
    "select action from audit_log where account_id = $1 and action like 'firewall.%' order by seq",
    [accountId],
  );
  expect(actions.map(({ action }) => action.slice(9))).toEqual([
    ...["set_created", "attached", "set_changed", "ssh_closed", "ssh_opened", "attached", "set_deleted"],
  ]);
});
