import { ask, askOne } from "./fixtures/database";
import { readyToLaunch } from "./fixtures/prepared-customer";
import { makeKey } from "./fixtures/ssh";
import { expect, test } from "./fixtures/test";
import { InstancePage } from "./pages/instance";
import { LaunchPage } from "./pages/launch";
import { signIn } from "./pages/sign-in";
import { SshKeysPage } from "./pages/ssh-keys";
import { SupportPage } from "./pages/support";

test("acting staff see, change nothing by any way, and never see a script", async ({
  page,
  otherBrowser,
}) => {
  const secret = `TOKEN=${crypto.randomUUID()}`;
  const customer = await readyToLaunch(page);
  const launch = new LaunchPage(page);
  await launch.open("cpu_4x", "ru-samara-1");
  await launch.startupScript(`#!/bin/sh\n${secret}`);
  const instance = new InstancePage(page, await launch.launch());
  await instance.expectState("running");

  // What the customer's browser sends to rename the machine, to be sent again by somebody else.
  const sent = page.waitForRequest(
    (request) => request.method() === "POST" && request.headers()["next-action"] !== undefined,
  );
  await page.getByRole("button", { name: "Rename" }).click();
  await page.getByRole("dialog").getByLabel("Name").fill("mine");
  await page.getByRole("dialog").getByRole("button", { name: "Save name" }).click();
  const rename = await sent;
  await expect(page.getByRole("heading", { level: 1, name: "mine" })).toBeVisible();

  const staff = await otherBrowser();
  await signIn(staff, "support@example.com");
  const support = new SupportPage(staff);
  await support.find(customer.email);
  await support.openAccount(customer.name);
  await support.actAsCustomer("Customer asks why the machine does not start");
  await expect(support.banner).toContainText(customer.name);

  const seen = new InstancePage(staff, instance.id);
  await seen.open();
  await expect(staff.getByRole("heading", { level: 1, name: "mine" })).toBeVisible();
  await expect(support.banner).toBeVisible();
  expect(await staff.content()).not.toContain(secret);

  const dialog = await seen.ask("Stop");
  await dialog.getByRole("button", { name: "Stop", exact: true }).click();
  await expect(dialog.getByText("You are acting as a customer, read-only.")).toBeVisible();
  await staff.keyboard.press("Escape");
  await expect(staff.getByRole("dialog")).toHaveCount(0);

  const { cookie: _cookie, "content-length": _length, ...headers } = rename.headers();
  const answer = await staff.request.post(rename.url(), {
    headers,
    data: (rename.postDataBuffer() ?? Buffer.alloc(0)).toString("latin1").replaceAll("mine", "hers"),
  });
  expect(await answer.text()).toContain("acting_read_only");
  expect(await askOne("select name, state from instances where id = $1", [instance.id])).toEqual({
    name: "mine",
    state: "running",
  });

  const keys = new SshKeysPage(staff);
  await keys.open();
  await keys.paste((await makeKey()).publicKey);
  await expect(keys.addForm.getByText("You are acting as a customer, read-only.")).toBeVisible();
  expect(
    await ask("select 1 from ssh_keys where account_id = $1 and deleted_at is null", [customer.accountId]),
  ).toHaveLength(1);

  await support.stopActing();
  await page.goto("/console/activity");
  const acting = page.getByTestId("actings").getByRole("listitem").first();
  await expect(acting).toContainText("Sam Okafor");
  await expect(acting).toContainText("Customer asks why the machine does not start");
  await expect(acting).toContainText(`/console/instances/${instance.id}`);
  await expect(acting).toContainText("/console/ssh-keys");
});
