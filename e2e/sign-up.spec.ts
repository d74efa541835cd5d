import { addKey, confirm, newCustomer } from "./fixtures/customer";
import { linkIn, mailTo } from "./fixtures/mail";
import { expect, test } from "./fixtures/test";
import { AuthPages } from "./pages/auth";
import { MoneyBar, ticksOf } from "./pages/money-bar";
import { SignUpPage } from "./pages/sign-up";

test("from nothing to the three first steps", async ({ page }) => {
  const customer = await newCustomer(page);
  await page.goto("/console");
  await expect(page).toHaveURL(/\/sign-in/);
  await confirm(page, customer.email);
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

test("the way that led to signing up goes on after the link", async ({ page }) => {
  const back = "/console/settings";
  await page.goto(`/sign-up?callbackUrl=${encodeURIComponent(back)}`);
  const email = `grace-${crypto.randomUUID()}@example.com`;
  const signUp = new SignUpPage(page);
  await signUp.fill({ name: "Grace", email, password: "a few words in a row" });
  await signUp.expectMail();
  await new AuthPages(page).confirm(linkIn(await mailTo(email, "Confirm your e-mail address")));
  await expect(page).toHaveURL(new RegExp(`${back}$`));
});

test("in another browser the link asks for the password; it works once", async ({ page, otherBrowser }) => {
  const customer = await newCustomer(page);
  const link = linkIn(await mailTo(customer.email, "Confirm your e-mail address"));
  const phone = new AuthPages(await otherBrowser());
  await phone.confirm(link, "not the password");
  await expect(phone.page.getByText("This is not the password that was chosen at sign-up.")).toBeVisible();
  await phone.confirm(link, customer.password);
  await expect(phone.page).toHaveURL(/\/console$/);
  await phone.confirm(link);
  await phone.expectRefusal("This link is no longer valid");
});

test("signing in before the link is opened sends it again", async ({ page }) => {
  const customer = await newCustomer(page);
  const first = linkIn(await mailTo(customer.email, "Confirm your e-mail address"));
  const auth = new AuthPages(page);
  await auth.openSignIn();
  await auth.signIn(customer.email, customer.password);
  await auth.expectRefusal("open the link in your mail first");
  const second = linkIn(await mailTo(customer.email, "Confirm your e-mail address", 2));
  expect(second).not.toBe(first);
  // A scanner that only opens the link does not use it up.
  await page.request.get(second);
  await auth.confirm(first);
  await auth.expectRefusal("This link is no longer valid");
  await auth.confirm(second, customer.password);
  await expect(page).toHaveURL(/\/console$/);
});

test("an address that has an account is told so by mail only", async ({ customer, otherBrowser }) => {
  const other = await otherBrowser();
  const signUp = new SignUpPage(other);
  await signUp.open();
  await signUp.fill({ name: "Mallory", email: customer.email, password: "another long password" });
  await signUp.expectMail();
  const reads = async () => (await other.locator("main").textContent()) ?? "";
  const known = await reads();
  await mailTo(customer.email, "You already have an account");
  await other.goto("/console");
  await expect(other).toHaveURL(/\/sign-in/);
  // The page of an address that nobody has reads the same.
  const fresh = `mallory-${crypto.randomUUID()}@example.com`;
  await signUp.open();
  await signUp.fill({ name: "Mallory", email: fresh, password: "another long password" });
  await signUp.expectMail();
  expect((await reads()).replace(fresh, "")).toBe(known.replace(customer.email, ""));
});
