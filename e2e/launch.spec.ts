import type { Page } from "@playwright/test";
import { ask, askOne } from "./fixtures/database";
import { mailTo } from "./fixtures/mail";
import { giveKey, readyToLaunch } from "./fixtures/prepared-customer";
import { makeKey } from "./fixtures/ssh";
import { awaitTakeOver } from "./fixtures/taken-over";
import { expect, test } from "./fixtures/test";
import { LaunchPage } from "./pages/launch";

const SAMARA = "ru-samara-1";

const launched = (accountId: string) =>
  ask<{ id: string; state: string }>("select id, state from instances where account_id = $1", [accountId]);

const refusal = (page: Page, text: string | RegExp) => page.getByRole("alert").filter({ hasText: text });

test("out of credit is said before the click, and by the server", async ({ page, customer }) => {
  await giveKey(page);
  const launch = new LaunchPage(page);
  await launch.open("gpu_8x_h100_80gb", SAMARA);
  // Ten minutes at 19.92 per hour.
  await expect(launch.summary).toContainText("This needs credit for at least 10 minutes");
  await expect(launch.summary).toContainText("$3.32");
  await expect(launch.summary.getByRole("link", { name: "Add credit" })).toBeVisible();
  await launch.button.click();
  await expect(refusal(page, "Your credit does not last for this.")).toBeVisible();
  expect(await launched(customer.accountId)).toEqual([]);
});

test("over quota is said before the click, by the server, and a request reaches staff", async ({ page }) => {
  const customer = await readyToLaunch(page);
  const launch = new LaunchPage(page);
  await launch.open("gpu_8x_rtx3090_24gb", SAMARA);
  const stale = awaitTakeOver(await page.context().newPage());
  await new LaunchPage(stale).open("gpu_1x_rtx3090_24gb", SAMARA);
  await launch.launch();
  const other = new LaunchPage(stale);
  await other.button.click();
  await expect(stale.getByText("This is more than your account may run at once.").first()).toBeVisible();
  await stale.close();
  await launch.open("gpu_1x_rtx3090_24gb", SAMARA);
  await expect(launch.summary).toContainText(
    "Your account may use 8 GPUs at once and uses 8. This would make 9.",
  );
  await launch.summary.getByRole("link", { name: "Request more" }).click();
  await page.getByLabel("GPUs at once").fill("16");
  await page.getByLabel("What for").fill("Two training runs side by side from Monday");
  await page.getByRole("button", { name: "Send request" }).click();
  await expect(page.getByText("Your request is on its way")).toBeVisible();
  const mail = await mailTo("support@example.com", `${customer.name} asks for 16 GPUs`);
  expect(mail.text).toContain("Two training runs side by side from Monday");
});

test("a price that changed after the page was shown is not charged", async ({ page }) => {
  const customer = await readyToLaunch(page);
  const type = "gpu_2x_rtx3090_24gb";
  const launch = new LaunchPage(page);
  await launch.open(type, SAMARA);
  await expect(launch.button).toHaveText("Launch · $0.48/h");
  await askOne(
    `with old as (
       update prices set valid_to = app_now()
        where region_id = $1 and instance_type_id = $2 and kind = 'run' and valid_to is null
        returning *)
     insert into prices (id, region_id, kind, instance_type_id, currency, micros_per_hour, valid_from)
     select id || '_next', region_id, kind, instance_type_id, currency, 520000, valid_to from old
     returning id`,
    [SAMARA, type],
  );
  await launch.button.click();
  await expect(page.getByText(/The price has changed/).first()).toBeVisible();
  expect(await launched(customer.accountId)).toEqual([]);
  await expect(launch.button).toHaveText("Launch · $0.52/h");
  await launch.launch();
  const [instance] = await ask("select run_rate::text as rate from instances where account_id = $1", [
    customer.accountId,
  ]);
  expect(instance).toEqual({ rate: "520000" });
});

test("two accounts want the last one: one gets it, the other hears so", async ({ page, otherBrowser }) => {
  const second = await otherBrowser();
  const [type, region] = ["gpu_8x_l40s_48gb", "ae-dubai-1"] as const;
  const people = await Promise.all([readyToLaunch(page), readyToLaunch(second)]);
  const pages = [new LaunchPage(page), new LaunchPage(second)];
  for (const launch of pages) {
    await launch.open(type, region);
    await expect(launch.page.getByRole("radio", { name: /8 GPUs/ })).toBeChecked();
  }
  await Promise.all(pages.map((launch) => launch.button.click()));
  const outcome = (each: Page) =>
    expect
      .poll(async () => {
        if (/\/instances\/ins_/.test(each.url())) return "launched";
        return (await each.getByText("None is free right now.").count()) > 0 ? "refused" : "waiting";
      })
      .not.toBe("waiting");
  await Promise.all([outcome(page), outcome(second)]);
  const got = await Promise.all(people.map(async ({ accountId }) => (await launched(accountId)).length));
  expect(got.toSorted()).toEqual([0, 1]);
  const loser = got[0] === 1 ? second : page;
  await expect(loser.getByText(/None is free right now/).first()).toBeVisible();
});

test("a double click launches once", async ({ page }) => {
  const customer = await readyToLaunch(page);
  const launch = new LaunchPage(page);
  await launch.open("gpu_1x_rtx3090_24gb", SAMARA);
  await launch.button.dblclick();
  await expect(page).toHaveURL(/\/console\/instances\/ins_/);
  expect(await launched(customer.accountId)).toHaveLength(1);
});

test("without a key it says so, and one is added without losing what was chosen", async ({
  page,
  customer,
}) => {
  const launch = new LaunchPage(page);
  await launch.open("gpu_1x_rtx3090_24gb", SAMARA);
  await launch.name("kept-name");
  await expect(page.getByText("An SSH key is needed to connect")).toBeVisible();
  await launch.button.click();
  await expect(page.getByText("Choose at least one SSH key")).toBeVisible();
  const key = await makeKey();
  await page.getByRole("button", { name: "Add SSH key" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Public key").fill(key.publicKey);
  await dialog.getByRole("button", { name: "Add key" }).click();
  await expect(dialog).toHaveCount(0);
  await expect(page.getByRole("checkbox", { name: /somebody@laptop/ })).toBeChecked();
  await expect(page.getByLabel("Name", { exact: true })).toHaveValue("kept-name");
  expect(await launched(customer.accountId)).toEqual([]);
});
