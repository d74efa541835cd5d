import { linkIn, mailsTo, mailTo } from "./fixtures/mail";
import { expect, test } from "./fixtures/test";
import { AuthPages } from "./pages/auth";
import { SettingsPage } from "./pages/settings";
import { expectSignedOut } from "./pages/sign-in";
import { SignUpPage } from "./pages/sign-up";

const NEXT = "another row of words";

test("a form says what is wrong beside the field and keeps what was typed", async ({ page }) => {
  const signUp = new SignUpPage(page);
  await signUp.open();
  await signUp.fill({ name: "Grace", email: "grace", password: "short" });
  await expect(page.getByLabel("E-mail address")).toHaveAttribute("aria-invalid", "true");
  await expect(page.getByText("This is not an e-mail address.")).toBeVisible();
  await expect(page.getByText("This has fewer than 10 characters.")).toBeVisible();
  await expect(page.getByLabel("Name", { exact: true })).toHaveValue("Grace");
  await signUp.fill({ name: "Grace", email: "grace@example.com", password: "password1234" });
  await expect(page.getByText("among the first that others would try")).toBeVisible();
});

test("signing in leads back to the page that asked for it, and nowhere else", async ({
  customer,
  otherBrowser,
}) => {
  const page = await otherBrowser();
  const auth = new AuthPages(page);
  await page.goto("/console/settings?from=mail");
  await expect(page).toHaveURL(/\/sign-in\?callbackUrl=/);
  await auth.signIn(customer.email, "not the password");
  await auth.expectRefusal("E-mail address or password is wrong.");
  await expect(page.getByLabel("E-mail address")).toHaveValue(customer.email);
  await auth.signIn(customer.email, customer.password);
  await expect(page).toHaveURL(/\/console\/settings\?from=mail$/);

  const stranger = await otherBrowser();
  const elsewhere = new AuthPages(stranger);
  await elsewhere.openSignIn("//elsewhere.example/");
  await elsewhere.signIn(customer.email, customer.password);
  await expect(stranger).toHaveURL(/\/console$/);
});

test("too many wrong passwords: the right one has to wait too, and the page says how long", async ({
  customer,
  otherBrowser,
}) => {
  const page = await otherBrowser();
  const auth = new AuthPages(page);
  await auth.openSignIn();
  for (let tries = 0; tries < 10; tries += 1) {
    const answered = page.waitForResponse((response) => response.request().method() === "POST");
    await auth.signIn(customer.email, `wrong password ${tries}`);
    await answered;
  }
  await auth.signIn(customer.email, customer.password);
  await auth.expectRefusal(/Too many tries\. Try again in \d+ (minutes?|seconds?)/);
});

test("a forgotten password is replaced by a link, which ends every session and works once", async ({
  page,
  customer,
  otherBrowser,
}) => {
  await page.goto("/console");
  const away = await otherBrowser();
  const auth = new AuthPages(away);
  await auth.askForReset("nobody-at-all@example.com");
  await auth.askForReset(customer.email);
  const link = linkIn(await mailTo(customer.email, "Choose a new password"));
  expect(await mailsTo("nobody-at-all@example.com")).toEqual([]);
  await auth.chooseNewPassword(link, customer.email);
  await expect(away.getByText("Your e-mail address cannot be your password.")).toBeVisible();
  await auth.chooseNewPassword(link, NEXT);
  await expect(away.getByText("Sign in with the new one.")).toBeVisible();

  // The customer's own page is open: its stream ends with the session, and the page with it.
  await expectSignedOut(page);
  await mailTo(customer.email, "Your password was changed");
  await auth.signIn(customer.email, customer.password);
  await auth.expectRefusal("E-mail address or password is wrong.");
  await auth.signIn(customer.email, NEXT);
  await expect(away).toHaveURL(/\/console$/);
  await auth.chooseNewPassword(link, "a third row of words");
  await auth.expectRefusal("no longer valid");
});

test("settings are kept; a session ended in one browser is over in the other", async ({
  page,
  customer,
  otherBrowser,
}) => {
  const settings = new SettingsPage(page);
  await settings.open();
  await settings.save({ name: "Grace H.", timeZone: "Europe/Samara", theme: "Dark" });
  await expect(page.locator("html")).toHaveAttribute("data-theme", "dark");
  await page.reload();
  await expect(page.getByLabel("Name", { exact: true })).toHaveValue("Grace H.");
  await expect(settings.sessions()).toHaveCount(1);

  const other = await otherBrowser();
  const auth = new AuthPages(other);
  await auth.openSignIn("/console/settings");
  await auth.signIn(customer.email, customer.password);
  await expect(other).toHaveURL(/\/console\/settings$/);
  await page.reload();
  await expect(settings.sessions()).toHaveCount(2);
  await settings.signOutTheOther();
  await expect(settings.sessions()).toHaveCount(1);
  await expect(page.getByText("You are signed in only here.")).toBeVisible();
  await expectSignedOut(other);
});

test.describe("without JavaScript", () => {
  test.use({ javaScriptEnabled: false });

  test("forms are plain posts: refusals, what was typed, and the way in", async ({ page }) => {
    const signUp = new SignUpPage(page);
    await signUp.open();
    const email = `plain-${Date.now()}@example.com`;
    await signUp.fill({ name: "Plain", email, password: "short" });
    await expect(page.getByText("This has fewer than 10 characters.")).toBeVisible();
    await expect(page.getByLabel("E-mail address")).toHaveValue(email);
    await page.getByLabel("Password", { exact: true }).fill("a few words in a row");
    await page.getByRole("button", { name: "Create account" }).click();
    await signUp.expectMail();
    await new AuthPages(page).confirm(linkIn(await mailTo(email, "Confirm your e-mail address")));
    await expect(page).toHaveURL(/\/console$/);
  });
});
