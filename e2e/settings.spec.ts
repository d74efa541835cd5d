import { databaseSecond } from "./fixtures/database";
import { mailTo } from "./fixtures/mail";
import { confirmedCustomer, readyToLaunch } from "./fixtures/prepared-customer";
import { expect, test } from "./fixtures/test";
import { InstancePage } from "./pages/instance";
import { LaunchPage } from "./pages/launch";
import { MoneyBar, ticksOf } from "./pages/money-bar";
import { SettingsPage } from "./pages/settings";
import { expectSignedOut, signIn } from "./pages/sign-in";

test("a new password: the present one is asked for, others are signed out, and a mail says so", async ({
  page,
  otherBrowser,
  customer,
}) => {
  const other = await otherBrowser();
  await signIn(other, customer.email, customer.password);
  const settings = new SettingsPage(page);
  await settings.open();
  await settings.changePassword("not this one", "five words in a row");
  await expect(page.getByText("This is not your present password.")).toBeVisible();
  await settings.changePassword(customer.password, "short");
  await expect(page.getByText("This has fewer than 10 characters.")).toBeVisible();
  await settings.changePassword(customer.password, "five words in a row");
  await expect(page.getByText("Password changed. Other browsers are signed out.")).toBeVisible();
  await mailTo(customer.email, "Your password was changed");
  await expectSignedOut(other);
  await signIn(other, customer.email, "five words in a row");
});

test("time zone and theme hold on every page and after a reload", async ({ page, customer }) => {
  await page.goto("/console/settings");
  await page.getByLabel("Time zone").selectOption("Asia/Dubai");
  await page.getByRole("combobox", { name: "Theme" }).selectOption("dark");
  await page.getByLabel("Name", { exact: true }).fill(`${customer.name} the Second`);
  await page.getByRole("button", { name: "Save", exact: true }).click();
  await expect(page.getByText("Saved.")).toBeVisible();
  await expect(page.locator("html")).toHaveAttribute("data-theme", "dark");
  await page.reload();
  await expect(page.locator("html")).toHaveAttribute("data-theme", "dark");
  await expect(page.getByLabel("Time zone")).toHaveValue("Asia/Dubai");
  await expect(page.getByLabel("Name", { exact: true })).toHaveValue(`${customer.name} the Second`);
  await page.goto("/console/activity");
  await expect(page.getByRole("main")).toContainText("GMT+4");
});

test("paused figures stand still, money does not; on every page until they go on", async ({ page }) => {
  await readyToLaunch(page);
  const launch = new LaunchPage(page);
  await launch.open("cpu_4x", "ru-samara-1");
  const instance = new InstancePage(page, await launch.launch());
  await instance.expectState("running");
  const { balance } = new MoneyBar(page);
  const pause = page.getByRole("switch", { name: "Pause live figures" });
  const passes = async (seconds: bigint) => {
    const from = await databaseSecond();
    await expect
      .poll(async () => (await databaseSecond()) - from, { intervals: [250] })
      .toBeGreaterThan(seconds);
  };
  await pause.click();
  await expect(pause).toHaveAttribute("aria-checked", "true");
  // A figure that was being drawn may still come; then it stays.
  let still = 0n;
  await expect(async () => {
    still = await ticksOf(balance);
    await passes(2n);
    expect(await ticksOf(balance)).toBe(still);
  }).toPass();
  await page.goto("/console/instances");
  await expect(pause).toHaveAttribute("aria-checked", "true");
  await pause.click();
  await expect(pause).toHaveAttribute("aria-checked", "false");
  await expect.poll(async () => (await ticksOf(balance)) < still).toBe(true);
});

test("signed out, no page of the console is shown", async ({ page }) => {
  await confirmedCustomer(page);
  await page.goto("/console");
  await page.getByRole("button", { name: "Account menu" }).click();
  await page
    .getByRole("button", { name: "Sign out" })
    .or(page.getByRole("menuitem", { name: "Sign out" }))
    .click();
  await expect(page).toHaveURL(/\/sign-in/);
  for (const path of ["/console", "/console/billing", "/support"]) {
    await page.goto(path);
    await expect(page).toHaveURL(/\/sign-in/);
  }
});

test("what is not there or not yours is a page that says so", async ({ page, otherBrowser, complaints }) => {
  complaints.expectStatus(404);
  const owner = await otherBrowser();
  await readyToLaunch(owner);
  const launch = new LaunchPage(owner);
  await launch.open("cpu_4x", "ru-samara-1");
  const id = await launch.launch();
  await confirmedCustomer(page);
  for (const path of [`/console/instances/${id}`, "/console/instances/ins_nothing", "/console/nowhere"]) {
    const response = await page.goto(path);
    expect(response?.status(), path).toBe(404);
    await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
  }
});
