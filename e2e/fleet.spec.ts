import { expect } from "@playwright/test";
import { images } from "@/drizzle/seed/catalogue";
import { freePort, TestCluster } from "./fixtures/cluster";
import { ask, askOne } from "./fixtures/database";
import { expectAccessible, expectWithin } from "./fixtures/looks";
import { asAdmin, asCustomer, asSupport } from "./fixtures/people";
import { FleetPage } from "./pages/fleet";

const aliases = images.map(({ alias }) => alias);

for (const [who, as] of [
  ["customers", asCustomer],
  ["support", asSupport],
] as const)
  as(`${who} have no way into the operator's pages`, async ({ page, complaints }) => {
    complaints.expectStatus(403);
    for (const path of ["/admin", "/admin/fleet", "/admin/fleet/ru-samara-1", "/admin/fleet/new"]) {
      const response = await page.goto(path);
      expect(response?.status(), path).toBe(403);
    }
  });

asAdmin("the operator sees regions, hosts and cards as the clusters show them", async ({ page }) => {
  await page.goto("/support");
  await page.getByRole("link", { name: "Fleet" }).first().click();
  const fleet = new FleetPage(page);
  await expect(fleet.region("ru-samara-1").getByTestId("region-health")).toHaveAttribute("data-state", "up");
  await expect(fleet.region("ru-samara-2").getByTestId("region-health")).toHaveAttribute(
    "data-state",
    "none",
  );
  await expectAccessible(page, "fleet");
  await fleet.openRegion("ru-samara-1", "Samara");
  const { hosts } = await askOne<{ hosts: number }>(
    "select count(*)::int as hosts from hosts where region_id = 'ru-samara-1'",
  );
  await expect(page.getByTestId("host")).toHaveCount(hosts);
  const [held] = await ask<{ host: string; pci: string; id: string; name: string }>(
    `select c.host, c.pci_address as pci, i.id, i.name from cards c join instances i on i.id = c.instance_id
      where c.region_id = 'ru-samara-1' and i.state = 'running' order by i.created_at limit 1`,
  );
  if (!held) throw new Error("the demonstration holds no card");
  const host = fleet.host(held.host);
  await host.locator("summary").click();
  const row = host.getByRole("row").filter({ hasText: held.pci });
  await expect(row).toContainText("Held");
  await expect(row).toContainText(held.id);
  await expectAccessible(page, "region");
  for (const width of [390, 320]) await expectWithin(page, width, "region");
});

asAdmin("a drained host takes nothing new, and takes it again", async ({ page, browser, customerState }) => {
  // The only host with this card in its region, and no other test launches there.
  const { name } = await askOne<{ name: string }>(
    "select distinct host as name from cards where region_id = 'ru-moscow-1' and gpu_model_id = 'rtx4090_24gb'",
  );
  const theirs = await browser.newContext({ storageState: customerState });
  const customer = await theirs.newPage();
  const choice = customer.getByRole("radio", { name: /RTX 4090/ }).locator("xpath=ancestor::label");
  const free = async () => {
    await customer.goto("/console/launch?type=gpu_1x_rtx4090_24gb&region=ru-moscow-1");
    return (await choice.textContent()) ?? "";
  };
  const before = await free();
  const fleet = new FleetPage(page);
  await fleet.openRegion("ru-moscow-1", "Moscow");
  await fleet.confirm(name, "Drain", "Nothing new is placed on this host");
  await expect(fleet.host(name)).toContainText("Drained");
  expect(before).not.toMatch(/none free/i);
  await expect.poll(free).toMatch(/none free/i);
  await fleet.confirm(name, "End draining", "takes new instances again");
  await expect(fleet.host(name).getByRole("button", { name: `Drain ${name}` })).toBeVisible();
  await expect.poll(free).toBe(before);
  await fleet.open();
  const changes = page.getByTestId("fleet-changes");
  await expect(
    changes
      .getByRole("row")
      .filter({ hasText: `ru-moscow-1/${name}` })
      .first(),
  ).toContainText("Ended the draining of a host");
  await theirs.close();
});

asAdmin("a host goes into maintenance and comes back", async ({ page }) => {
  // Nothing of anybody's is there.
  const { name } = await askOne<{ name: string }>(
    `select h.name from hosts h where h.region_id = 'ae-dubai-1'
      and not exists (select from instances i where i.region_id = h.region_id and i.host = h.name)
      and exists (select from cards c where c.region_id = h.region_id and c.host = h.name and c.gpu_model_id = 'h100_80gb')
      order by h.name limit 1`,
  );
  const fleet = new FleetPage(page);
  await fleet.openRegion("ae-dubai-1", "Dubai");
  const state = fleet.host(name).getByTestId("host-state");
  await fleet.confirm(name, "Evacuate", "No instance runs here.");
  await expect(state).toHaveAttribute("data-state", "evacuated");
  await fleet.confirm(name, "Return to service", "The cluster brings back what it moved");
  await expect(state).toHaveAttribute("data-state", "online");
});

asAdmin(
  "a cluster is joined, step by step, is seen when it is down, and is forgotten",
  async ({ page, browser }) => {
    const id = `e2e-join-${Date.now() % 1_000_000}`;
    const spare = await TestCluster.start(aliases.slice(1));
    const fleet = new FleetPage(page);
    try {
      const certificate = await fleet.certificate();
      await page.getByRole("link", { name: "Add a region" }).click();
      await page.getByLabel("Code").fill(id);
      await page.getByLabel("Name", { exact: true }).fill("Join test");
      await page.getByLabel("Country").fill("xx");
      await page.getByRole("radio", { name: /On sale/ }).check();
      const save = page.getByRole("button", { name: "Save and put on sale" });
      await save.click();
      await expect(page.getByText("A region that takes machines needs a cluster.")).toBeVisible();
      await page.getByRole("radio", { name: /Over HTTPS/ }).check();

      await page.getByRole("textbox", { name: "Address" }).fill(`127.0.0.1:${await freePort()}`);
      await fleet.check();
      await expect(fleet.result.locator("[data-problem=unreachable]")).toBeVisible();

      await page.getByRole("textbox", { name: "Address" }).fill(`127.0.0.1:${spare.port}`);
      await save.click();
      const unknown = fleet.result.locator("[data-problem=certificate_unknown]");
      await expect(unknown).toContainText("The server shows");
      const presented = /[0-9a-f]{64}/.exec((await unknown.textContent()) ?? "")?.[0] ?? "";

      const other = "0".repeat(64);
      await page.getByRole("textbox", { name: "Server certificate" }).fill(other);
      await save.click();
      const wrong = fleet.result.locator("[data-problem=certificate_other]");
      await expect(wrong).toContainText(presented);
      await expect(wrong).toContainText(other);

      await page.getByRole("textbox", { name: "Server certificate" }).fill(presented);
      await save.click();
      await expect(fleet.result.locator("[data-problem=not_trusted]")).toContainText("lxc config trust add");
      await expectAccessible(page, "join check");

      await spare.trust(certificate);
      await page.getByRole("textbox", { name: "Storage pool" }).fill("fast");
      await save.click();
      await expect(fleet.result.locator("[data-problem=no_storage_pool]")).toContainText(
        "These exist: default.",
      );
      await expect(fleet.result.locator("[data-problem=images_missing]")).toContainText(aliases[0] ?? "");
      expect(await ask("select id from regions where id = $1", [id])).toEqual([]);
    } finally {
      await spare.discard();
    }

    const whole = await TestCluster.start(aliases);
    try {
      const certificate = await fleet.certificate();
      await whole.trust(certificate);
      await page.getByRole("link", { name: "Add a region" }).click();
      await page.getByLabel("Code").fill(id);
      await page.getByLabel("Name", { exact: true }).fill("Join test");
      await page.getByLabel("Country").fill("xx");
      await page.getByRole("radio", { name: /On sale/ }).check();
      await page.getByRole("radio", { name: /Over HTTPS/ }).check();
      await page.getByRole("textbox", { name: "Address" }).fill(`https://127.0.0.1:${whole.port}`);
      await fleet.check();
      const unknown = fleet.result.locator("[data-problem=certificate_unknown]");
      const presented = async () => /[0-9a-f]{64}/.exec((await unknown.textContent()) ?? "")?.[0] ?? "";
      await page.getByRole("textbox", { name: "Server certificate" }).fill(await presented());
      await fleet.check();
      await expect(fleet.result).toContainText("The cluster is ready");
      await expect(fleet.result).toContainText("1 host with 2 cards");
      expect(await ask("select id from regions where id = $1", [id])).toEqual([]);
      await page.getByRole("button", { name: "Save and put on sale" }).click();
      await expect(page.getByRole("heading", { level: 1, name: "Join test" })).toBeVisible();
      // The worker was running all the time.
      const health = page.getByTestId("region-health");
      await expect(health).toHaveAttribute("data-state", "up");
      await expect(fleet.host("spare-1")).toContainText("2 × A100 80 GB");

      await whole.stop();
      await expect(health).toHaveAttribute("data-state", "down");
      await expect(page.getByText("The cluster does not answer")).toBeVisible();
      const visitor = await (await browser.newContext()).newPage();
      // Down is what has not answered for a minute.
      await expect(async () => {
        await visitor.goto("/status");
        const banner = visitor.getByTestId("region-down").filter({ hasText: "Join test" });
        await expect(banner).toContainText("Join test has not answered since");
        await expect(banner).toContainText("Other regions, payments and sign-in are not affected.");
      }).toPass({ intervals: [5000] });
      await visitor.context().close();
    } finally {
      await whole.discard();
    }

    await fleet.openRegion(id, "Join test");
    await page.getByRole("button", { name: "Remove" }).click();
    const dialog = page.getByRole("dialog");
    await expect(dialog).toContainText("Nothing was ever launched or priced");
    await dialog.getByRole("button", { name: "Remove" }).click();
    await expect(page.getByRole("heading", { level: 1, name: "Fleet" })).toBeVisible();
    await expect(fleet.region(id)).toHaveCount(0);
  },
);
