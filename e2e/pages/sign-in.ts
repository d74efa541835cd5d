import { expect, type Page } from "@playwright/test";
import { demonstrationPassword } from "../../drizzle/seed/people";

/** Signs one of the demonstration's people in and waits until their first page is there. */
export async function signIn(page: Page, email: string, password = demonstrationPassword): Promise<void> {
  await page.goto("/sign-in");
  await page.getByLabel("E-mail address").fill(email);
  await page.getByLabel("Password", { exact: true }).fill(password);
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
  await expect(page).toHaveURL(/\/(console|support|admin)/);
}

/** A page of the console whose session was ended elsewhere leaves by itself, and there is no way back. */
export async function expectSignedOut(page: Page): Promise<void> {
  await expect(page).toHaveURL(/\/sign-in/);
  await page.goto("/console");
  await expect(page).toHaveURL(/\/sign-in/);
}
