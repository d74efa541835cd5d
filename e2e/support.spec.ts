import { expect } from "@playwright/test";
import { expectAccessible } from "./fixtures/looks";
import { asCustomer, asSupport } from "./fixtures/people";
import { SupportPage } from "./pages/support";

const CUSTOMER = "Reyes Lab";

asSupport(
  "staff act as a customer in the open, read-only, and the customer reads every page",
  async ({ page, browser, customerState }) => {
    const reason = `Asked why the bill is higher, ticket ${Date.now()}`;
    const support = new SupportPage(page);
    await support.find("dev@example.com");
    await support.openAccount(CUSTOMER);
    await support.actAsCustomer("too short");
    await expect(page.getByRole("dialog")).toContainText("At least ten characters, please");
    await page.keyboard.press("Escape");
    await expect(page.getByRole("dialog")).toHaveCount(0);
    await support.actAsCustomer(reason);

    await expect(page).toHaveURL(/\/console$/);
    await expect(support.banner).toHaveAttribute("role", "status");
    await expect(support.banner).toContainText("Sam Okafor");
    await expect(support.banner).toContainText(CUSTOMER);
    await page.goto("/console/billing");
    await expect(page.getByText("You are acting as this customer, read-only.")).toBeVisible();
    await expect(page.getByRole("form", { name: "Add credit" })).toHaveCount(0);
    await page.goto("/console/help/quota");
    await page.getByLabel("What for").fill("Staff must not be able to ask");
    await page.getByRole("button", { name: "Send request" }).click();
    await expect(page.getByText("You are acting as a customer, read-only.")).toBeVisible();
    await support.stopActing();
    await expect(page).toHaveURL(/\/support\/accounts\//);

    const theirs = await browser.newContext({ storageState: customerState });
    const customer = await theirs.newPage();
    await customer.goto("/console/activity");
    const acting = customer.getByTestId("actings").getByRole("listitem").filter({ hasText: reason }).first();
    await expect(acting).toContainText("Sam Okafor");
    await expect(acting).toContainText("/console/billing");
    await expect(acting).toContainText("/console/help/quota");
    // Links that were only fetched ahead of a click were not looked at.
    await expect(acting).not.toContainText("/console/instances/");
    await theirs.close();
  },
);

asSupport("staff read an account without acting", async ({ page }) => {
  const support = new SupportPage(page);
  await support.find("no such customer anywhere");
  await expect(page.getByText("No account matches")).toBeVisible();
  await support.find(CUSTOMER);
  await support.openAccount(CUSTOMER);
  for (const tab of ["Instances", "Storage", "Payments", "Ledger", "Activity"]) {
    await page
      .getByRole("navigation", { name: "Parts of the account" })
      .getByRole("link", { name: tab })
      .click();
    await expect(page.getByRole("link", { name: tab, exact: true }).first()).toHaveAttribute(
      "aria-current",
      "page",
    );
    await expectAccessible(page, tab);
  }
});

asCustomer("customers have no way into staff's pages", async ({ page, complaints }) => {
  complaints.expectStatus(403);
  const response = await page.goto("/support");
  expect(response?.status()).toBe(403);
});
