import { ask, askOne } from "./fixtures/database";
import { deleteVolume, loseVolume } from "./fixtures/incus";
import { mailTo } from "./fixtures/mail";
import { confirmedCustomer, giveCredit, readyToLaunch } from "./fixtures/prepared-customer";
import { expect, test } from "./fixtures/test";
import { InstancePage } from "./pages/instance";
import { LaunchPage } from "./pages/launch";
import { VolumesPage } from "./pages/volumes";

const SAMARA = { region: "Samara", id: "ru-samara-1" };

test("a volume costs what was shown, grows at the new price, and ends with the click", async ({ page }) => {
  const customer = await confirmedCustomer(page);
  await giveCredit(page);
  const volumes = new VolumesPage(page);
  await volumes.fill({ name: "sets", region: SAMARA.region, beside: "No GPU", gib: 100 });
  // 100 GiB × 137 µ/h = $0.0137/h.
  await expect(volumes.summary).toContainText("$0.0137");
  await expect(volumes.summary).toContainText("$10.00");
  const volumeId = await volumes.create();
  await expect(page.getByTestId("burn-rate").first()).toHaveAttribute("data-ticks-per-second", "13700");

  const grow = await volumes.ask("Enlarge");
  await grow.getByLabel("New size in GiB").fill("250");
  await expect(grow.getByTestId("new-price")).toContainText("$25.00 per month");
  await grow.getByRole("button", { name: /^Enlarge · / }).click();
  await expect(grow).toHaveCount(0);
  await expect(page.getByTestId("burn-rate").first()).toHaveAttribute("data-ticks-per-second", "34250");

  await volumes.delete("sets");
  await volumes.open();
  await expect(page.getByText("No volumes yet")).toBeVisible();
  await expect(page.getByTestId("burn-rate").first()).toHaveAttribute("data-ticks-per-second", "0");
  const segments = await ask<{ rate: string; lower: string; upper: string }>(
    "select rate::text, lower::text, upper::text from usage_segments where volume_id = $1 order by lower",
    [volumeId],
  );
  expect(segments.map((segment) => segment.rate)).toEqual(["13700", "34250"]);
  expect(segments[0]?.upper).toBe(segments[1]?.lower);
  expect(segments[1]?.upper).toMatch(/^\d+$/);
  const { count } = await askOne<{ count: string }>(
    "select count(*)::text as count from audit_log where account_id = $1 and action like 'volume.%'",
    [customer.accountId],
  );
  expect(count).toBe("3");
  await page.goto("/console/activity");
  await expect(page.getByText("Deleted a volume")).toBeVisible();
  await page.goto("/console/usage");
  await expect(page.getByTestId("usage").getByText("sets").first()).toBeVisible();
});

test("a launch takes a volume along to its host, and the volume outlives it", async ({ page }) => {
  await readyToLaunch(page);
  const volumes = new VolumesPage(page);
  await volumes.fill({ name: "models", region: SAMARA.region, beside: "RTX 3090", gib: 20 });
  const volumeId = await volumes.create();

  await page.goto(`/console/launch?volume=${volumeId}&type=gpu_1x_rtx3090_24gb`);
  // Other regions, and GPUs that the host has not, cannot be chosen beside it.
  await expect(page.getByRole("radio", { name: /^Moscow/ })).toBeDisabled();
  await expect(page.getByText("The volume models is in Samara").first()).toBeVisible();
  await expect(page.getByRole("radio", { name: /^H100/ })).toBeDisabled();
  await page.getByLabel("Mount path").fill("/srv/models");
  const instanceId = await new LaunchPage(page).launch();
  const instance = new InstancePage(page, instanceId);
  await instance.expectState("running");
  const { same } = await askOne<{ same: boolean }>(
    "select i.host = v.host as same from instances i, volumes v where i.id = $1 and v.id = $2",
    [instanceId, volumeId],
  );
  expect(same).toBe(true);

  await page.getByRole("link", { name: "Volumes", exact: true }).last().click();
  await expect(page.getByRole("row", { name: /models/ })).toContainText("/srv/models");
  await volumes.expectState("attached");
  await page.goto(`/console/volumes/${volumeId}`);
  await expect(page.getByText("sudo chown ubuntu: /srv/models")).toBeVisible();
  await expect(page.getByRole("button", { name: "Delete" })).toHaveCount(0);

  await instance.open();
  const dialog = await instance.ask("Terminate");
  await expect(dialog).toContainText("Volumes attached to it are detached and stay");
  await page.keyboard.press("Escape");
  await expect(page.getByRole("dialog")).toHaveCount(0);
  await instance.terminate();
  await page.goto(`/console/volumes/${volumeId}`);
  await volumes.expectState("available");
  await volumes.delete("models");
});

test("snapshots are taken, restored and deleted", async ({ page }) => {
  await confirmedCustomer(page);
  await giveCredit(page);
  const volumes = new VolumesPage(page);
  await volumes.fill({ name: "work", region: SAMARA.region, beside: "No GPU", gib: 10 });
  await volumes.create();
  const take = await volumes.ask("Take snapshot");
  await take.getByLabel("Name of the snapshot").fill("before");
  await take.getByRole("button", { name: "Take snapshot" }).click();
  await expect(take).toHaveCount(0);
  const row = page.getByRole("row", { name: /before/ });
  await expect(row).toContainText("Ready");
  await row.getByRole("button", { name: "Restore" }).click();
  const restore = page.getByRole("dialog");
  await restore.getByLabel(/^Type .* to confirm$/).fill("work");
  await restore.getByRole("button", { name: "Restore" }).click();
  await expect(restore).toHaveCount(0);
  await expect(row).toContainText("Ready");
  await row.getByRole("button", { name: "Delete" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Delete" }).click();
  await expect(page.getByText("No snapshots yet.")).toBeVisible();
});

test("a volume that vanished at the provider is told, billed no more, and put away", async ({ page }) => {
  const { email } = await confirmedCustomer(page);
  await giveCredit(page);
  const volumes = new VolumesPage(page);
  await volumes.fill({ name: "gone", region: SAMARA.region, beside: "No GPU", gib: 10 });
  const volumeId = await volumes.create();
  await deleteVolume(SAMARA.id, volumeId);
  // Whatever is asked of it next, it is looked for.
  const take = await volumes.ask("Take snapshot");
  await take.getByLabel("Name of the snapshot").fill("before");
  await take.getByRole("button", { name: "Take snapshot" }).click();
  await volumes.expectState("lost");
  await expect(page.getByText("This volume is no longer there")).toBeVisible();
  await mailTo(email, "The volume gone is gone");
  await page.goto("/console/activity");
  await expect(page.getByText("Found a volume no longer there")).toBeVisible();
  await page.goto(`/console/volumes/${volumeId}`);
  await page.getByRole("button", { name: "Put away" }).click();
  await expect(page).toHaveURL(/\/console\/volumes$/);
  await expect(page.getByText("No volumes yet")).toBeVisible();
});

test("an instance says that a volume it had is gone, and runs on", async ({ page }) => {
  await readyToLaunch(page);
  const volumes = new VolumesPage(page);
  await volumes.fill({ name: "models", region: SAMARA.region, beside: "RTX 3090", gib: 20 });
  const volumeId = await volumes.create();
  await page.goto(`/console/launch?volume=${volumeId}&type=gpu_1x_rtx3090_24gb`);
  await page.getByLabel("Mount path").fill("/srv/models");
  const instanceId = await new LaunchPage(page).launch();
  const instance = new InstancePage(page, instanceId);
  await instance.expectState("running");
  await page.goto(`/console/volumes/${volumeId}`);
  await volumes.expectState("attached");
  await loseVolume(SAMARA.id, instanceId, volumeId);
  const grow = await volumes.ask("Enlarge");
  await grow.getByLabel("New size in GiB").fill("30");
  await grow.getByRole("button", { name: /^Enlarge/ }).click();
  await volumes.expectState("lost");
  await instance.open();
  await expect(page.getByText("The volume models is gone")).toBeVisible();
  await expect(page.getByText("It was at /srv/models on this instance")).toBeVisible();
});

test("without credit it is said before the click, and by the server", async ({ page }) => {
  await confirmedCustomer(page);
  const volumes = new VolumesPage(page);
  await volumes.fill({ name: "poor", region: SAMARA.region, beside: "No GPU", gib: 100 });
  await expect(volumes.summary).toContainText("This needs credit for at least 10 minutes");
  await page.getByRole("button", { name: /^Create · / }).click();
  await expect(
    page.getByRole("alert").filter({ hasText: "Your credit does not last for this." }),
  ).toBeVisible();
});
