import type { Page } from "@playwright/test";
import { askOne } from "./fixtures/database";
import { expectAccessible, expectWithin } from "./fixtures/looks";
import { asCustomer, asSupport } from "./fixtures/people";
import { expect, test } from "./fixtures/test";

/** In light and in dark, on a wide screen and two phones. */
async function expectSound(page: Page, path: string): Promise<void> {
  await page.setViewportSize({ width: 1440, height: 900 });
  await page.goto(path);
  await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
  await page.emulateMedia({ colorScheme: "light", reducedMotion: "reduce" });
  await expectAccessible(page, `${path}, light`);
  // Nothing but the colours is another one.
  await page.emulateMedia({ colorScheme: "dark", reducedMotion: "reduce" });
  await expectAccessible(page, `${path}, dark`, ["color-contrast", "link-in-text-block"]);
  for (const width of [390, 320]) await expectWithin(page, width, path);
  await expectAccessible(page, `${path}, 320 px`);
}

const pages = {
  public: ["/", "/gpus", "/gpus?cards=8", "/status", "/docs"],
  "sign-in": [
    "/sign-in",
    "/sign-up",
    "/forgot-password",
    "/reset-password?token=x",
    "/confirm-email?token=x",
  ],
  legal: ["/legal/terms", "/legal/privacy", "/legal/acceptable-use"],
} as const;

for (const [name, paths] of Object.entries(pages))
  test(`${name} pages: axe, themes, narrow screens`, async ({ page }) => {
    for (const path of paths) await expectSound(page, path);
  });

test("an address that nobody knows: axe, themes, narrow screens", async ({ page, complaints }) => {
  complaints.expectStatus(404);
  await expectSound(page, "/no-such-page");
});

asCustomer("pages of errors: axe, themes, narrow screens", async ({ page, complaints }) => {
  complaints.expectStatus(404);
  complaints.expectStatus(403);
  await expectSound(page, "/console/no-such-page");
  await expectSound(page, "/support");
});

const consolePages = [
  ["/console", "/console/launch", "/console/instances", "/console/ssh-keys", "/console/settings"],
  ["/console/images", "/console/billing", "/console/usage", "/console/activity", "/console/help/quota"],
  ["/console/volumes", "/console/volumes/new", "/console/firewall", "/console/firewall/new"],
] as const;

for (const [part, paths] of consolePages.entries())
  asCustomer(`pages of the console, part ${part + 1}: axe, themes, narrow screens`, async ({ page }) => {
    for (const path of paths) await expectSound(page, path);
  });

asCustomer("pages of one thing: axe, themes, narrow screens", async ({ page }) => {
  const found = await askOne<{ running: string; stopped: string; payment: string; volume: string }>(
    `select (select id from instances where account_id = a.id and state = 'running' limit 1) as running,
            (select id from instances where account_id = a.id and state = 'stopped' limit 1) as stopped,
            (select id from payments where account_id = a.id and state = 'paid' limit 1) as payment,
            (select id from volumes where account_id = a.id limit 1) as volume
       from accounts a where name = 'Reyes Lab'`,
  );
  await expectSound(page, `/console/instances/${found.running}`);
  await expectSound(page, `/console/instances/${found.running}/metrics`);
  await expectSound(page, `/console/instances/${found.stopped}`);
  await expectSound(page, `/console/instances/${found.stopped}/metrics`);
  await expectSound(page, `/console/instances/${found.running}/volumes`);
  await expectSound(page, `/console/instances/${found.running}/firewall`);
  await expectSound(page, `/console/volumes/${found.volume}`);
  await expectSound(page, `/console/instances/${found.stopped}/snapshots`);
  await expectSound(page, `/console/billing/payments/${found.payment}`);
});

asSupport("pages of staff: axe, themes, narrow screens", async ({ page }) => {
  const { id } = await askOne<{ id: string }>("select id from accounts where name = 'Reyes Lab'");
  await expectSound(page, "/support?q=dev@example.com");
  for (const tab of ["", "/instances", "/payments", "/ledger", "/activity"])
    await expectSound(page, `/support/accounts/${id}${tab}`);
});
