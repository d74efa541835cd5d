import { addKey, confirm, newCustomer } from "./fixtures/customer";
import { ask } from "./fixtures/database";
import { linkIn, mailTo } from "./fixtures/mail";
import { expect, test } from "./fixtures/test";
import { LaunchPage } from "./pages/launch";
import { MoneyBar, ticksOf } from "./pages/money-bar";
import { signIn } from "./pages/sign-in";
import { SignUpPage } from "./pages/sign-up";

test("from nothing to the three first steps", async ({ page }) => {
  const customer = await newCustomer(page);
  await expect(page.getByTestId("unconfirmed")).toContainText(customer.email);
  await confirm(page, customer.email);
  await expect(page.getByTestId("unconfirmed")).toHaveCount(0);
  const steps = page.getByTestId("first-steps").getByRole("listitem");
  await expect(steps).toHaveCount(3);
  for (const [index, step] of ["Add credit", "Add an SSH key", "Launch"].entries()) {
    await expect(steps.nth(index)).toContainText(step);
    await expect(steps.nth(index)).toHaveAttribute("data-done", "false");
  }
  expect(await ticksOf(new MoneyBar(page).balance)).toBe(0n);
  await addKey(page);
  await page.goto("/console");
  await expect(steps.nth(1)).toHaveAttribute("data-done", "true");
});

test("the mail can be sent again; the older link is void, the newer works once", async ({ page }) => {
  const customer = await newCustomer(page);
  const first = linkIn(await mailTo(customer.email, "Confirm your e-mail address"));
  await page.getByTestId("unconfirmed").getByRole("button", { name: "Send again" }).click();
  await expect(page.getByTestId("unconfirmed").getByRole("status")).toHaveText("Sent. Look into your mail.");
  const second = linkIn(await mailTo(customer.email, "Confirm your e-mail address", 2));
  expect(second).not.toBe(first);
  await page.goto(first);
  await page.getByRole("button", { name: "Confirm e-mail address" }).click();
  await expect(page.getByRole("alert").filter({ hasText: "This link is no longer valid" })).toBeVisible();
  await page.goto(second);
  await page.getByRole("button", { name: "Confirm e-mail address" }).click();
  await expect(page).toHaveURL(/\/console$/);
  await page.goto(second);
  await page.getByRole("button", { name: "Confirm e-mail address" }).click();
  await expect(page.getByRole("alert").filter({ hasText: "This link is no longer valid" })).toBeVisible();
});

test("unconfirmed, nobody pays and nobody launches", async ({ page }) => {
  const customer = await newCustomer(page);
  await page.goto("/console/billing");
  await expect(page.getByText("Confirm your e-mail address before you add credit.")).toBeVisible();
  await expect(page.getByRole("form", { name: "Add credit" })).toHaveCount(0);
  await addKey(page);
  const launch = new LaunchPage(page);
  await launch.open("gpu_1x_rtx3090_24gb", "ru-samara-1");
  await expect(launch.summary).toContainText("Confirm your e-mail address first.");
  await launch.button.click();
  await expect(
    page.getByRole("alert").filter({ hasText: "Confirm your e-mail address first." }),
  ).toBeVisible();
  expect(await ask("select 1 from instances where account_id = $1", [customer.accountId])).toEqual([]);
});

test("an address that has an account is told so by mail only", async ({ page, otherBrowser }) => {
  const customer = await newCustomer(page);
  const other = await otherBrowser();
  const signUp = new SignUpPage(other);
  await signUp.open();
  await signUp.fill({ name: "Mallory", email: customer.email, password: "another long password" });
  await expect(other.getByRole("status").filter({ hasText: "Check your mail" })).toBeVisible();
  await mailTo(customer.email, "You already have an account");
  await other.goto("/console");
  await expect(other).toHaveURL(/\/sign-in/);
});

test("what cannot be a sign-up is said beside the field, and nothing typed is lost", async ({ page }) => {
  const signUp = new SignUpPage(page);
  await signUp.open();
  await signUp.fill({ name: "", email: "not an address", password: "short" });
  await expect(page.getByText("Tell us what to call you.")).toBeVisible();
  await expect(page.getByText("This is not an e-mail address.")).toBeVisible();
  await expect(page.getByLabel("E-mail address")).toHaveValue("not an address");
  await signUp.fill({ name: "Grace", email: `grace-${crypto.randomUUID()}@example.com`, password: "short" });
  await expect(page.getByText("This has fewer than 10 characters.")).toBeVisible();
});

test("a forgotten password is replaced, and every session with it", async ({ page, otherBrowser }) => {
  const customer = await newCustomer(page);
  const other = await otherBrowser();
  await other.goto("/forgot-password");
  await other.getByLabel("E-mail address").fill(customer.email);
  await other.getByRole("button", { name: "Send link" }).click();
  await expect(other.getByText("Check your mail")).toBeVisible();
  await other.goto(linkIn(await mailTo(customer.email, "Choose a new password")));
  await other.getByLabel("New password", { exact: true }).fill("a wholly new password");
  await other.getByRole("button", { name: "Change password" }).click();
  await expect(other).toHaveURL(/\/sign-in/);
  await page.goto("/console");
  await expect(page).toHaveURL(/\/sign-in/);
  await signIn(page, customer.email, "a wholly new password");
  await mailTo(customer.email, "Your password was changed");
});

test("wrong credentials are refused, and after ten tries for a while", async ({ page }) => {
  const customer = await newCustomer(page);
  await page.context().clearCookies();
  await page.goto("/sign-in");
  const attempt = async () => {
    await page.getByLabel("E-mail address").fill(customer.email);
    await page.getByLabel("Password", { exact: true }).fill("not my password");
    const answered = page.waitForResponse((response) => response.request().method() === "POST");
    await page.getByRole("button", { name: "Sign in", exact: true }).click();
    await answered;
  };
  await attempt();
  await expect(
    page.getByRole("alert").filter({ hasText: "E-mail address or password is wrong." }),
  ).toBeVisible();
  for (let tries = 1; tries < 11; tries += 1) await attempt();
  await expect(page.getByRole("alert").filter({ hasText: "Too many tries." })).toBeVisible();
});
