import { chmodSync, copyFileSync, readFileSync } from "node:fs";
import { ask, databaseSecond, segmentsOf } from "./fixtures/database";
import { machinesIn } from "./fixtures/incus";
import { confirmedCustomer, giveCredit, readyToLaunch } from "./fixtures/prepared-customer";
import { sshRun } from "./fixtures/ssh";
import { expect, test } from "./fixtures/test";
import { InstancePage } from "./pages/instance";
import { LaunchPage } from "./pages/launch";
import { MoneyBar, ticksOf } from "./pages/money-bar";
import { SshKeysPage } from "./pages/ssh-keys";

const SAMARA = "ru-samara-1";
const TYPE = "gpu_1x_a100_80gb";
/** 1.59 per hour: the same number of ticks per second. */
const RATE = 1_590_000n;
/** The image whose machines never answer (scripts/test/sandbox.mjs). */
const NEVER_READY = /^PyTorch/;

test("a life: launch, watch the seconds, connect, stop, receipt, start, restart, rename, terminate", async ({
  page,
}) => {
  const { key } = await readyToLaunch(page);
  const bar = new MoneyBar(page);
  const launch = new LaunchPage(page);
  await launch.open(TYPE, SAMARA);
  await expect(launch.summary).toContainText("$1.59");
  await expect(launch.summary).toContainText("While stopped");
  await launch.name("first light");
  await launch.startupScript("#!/bin/sh\necho hello");
  const id = await launch.launch();
  const instance = new InstancePage(page, id);

  await instance.expectState("running");
  await expect(instance.progress.getByRole("listitem").first()).toContainText("Place chosen");
  await expect(instance.progress.getByRole("listitem").last()).toContainText("Ready");
  expect(await machinesIn(SAMARA)).toContain(machineOf(id));

  // The figure is rate × seconds since the meter's own second.
  const [run] = await segmentsOf(id);
  if (!run) throw new Error("no segment");
  expect(run).toMatchObject({ kind: "run", rate: RATE, upper: null });
  await expect(bar.burn).toHaveAttribute("data-ticks-per-second", `${RATE}`);
  const earlier = await ticksOf(instance.cost);
  await expect.poll(async () => (await ticksOf(instance.cost)) > earlier).toBe(true);
  // A page that has no processor for a moment draws later, and catches up.
  for (const read of [instance.cost, instance.totalCost])
    await expect(async () => {
      const before = await databaseSecond();
      const shown = await ticksOf(read);
      const after = await databaseSecond();
      expect(shown % RATE).toBe(0n);
      const second = run.lower + shown / RATE;
      // One second behind while a figure is drawn.
      expect(second).toBeGreaterThanOrEqual(before - 2n);
      expect(second).toBeLessThanOrEqual(after + 1n);
    }).toPass();
  const settled = 25n * 3_600_000_000n;
  const balance = await ticksOf(bar.balance);
  expect((settled - balance) % RATE).toBe(0n);
  const end = new Date(Number(run.lower + settled / RATE) * 1000).toISOString();
  await expect(bar.runsOut).toHaveAttribute("datetime", end);

  const shownCommand = (await instance.sshCommand.textContent()) ?? "";
  const cards = await sshRun(shownCommand, key.file, "nvidia-smi");
  expect(cards).toContain("A100 80GB");

  const dialog = await instance.ask("Stop");
  await expect(dialog).toContainText("The bill for running ends in the second you confirm");
  await expect(dialog).toContainText("Its disk is kept and costs $0.0548/h from then on.");
  await expect(dialog).toContainText("Its GPUs go back to the pool.");
  await dialog.getByRole("button", { name: "Stop", exact: true }).click();
  await instance.expectState("stopped");
  const segments = await segmentsOf(id);
  const [done, disk] = segments;
  if (!done?.upper || !disk) throw new Error("the run was not closed");
  const cost = (done.upper - done.lower) * RATE;
  const disks = (await ticksOf(instance.totalCost)) - cost;
  expect(disks).toBeGreaterThanOrEqual(0n);
  expect(disks % 54_800n).toBe(0n);
  expect(disk).toEqual({ kind: "disk", rate: 54_800n, lower: done.upper, upper: null });
  await expect(bar.burn).toHaveAttribute("data-ticks-per-second", "54800");

  // The receipt: seconds × price = amount, and the same in the file.
  await instance.open();
  await expect(instance.receipt.locator("[data-ticks]").first()).toHaveAttribute("data-ticks", `${cost}`);
  await expect(instance.receipt.getByTestId("receipt-total")).toHaveAttribute("data-ticks", `${cost}`);
  const download = page.waitForEvent("download");
  await instance.receipt.getByRole("link", { name: "Download CSV" }).click();
  const csv = readFileSync(await (await download).path(), "utf8");
  expect(csv).toContain(`${done.upper - done.lower}`);
  expect(csv).toContain(`${cost}`);

  // Again, at a price that is said first; while it boots only the disk costs.
  await instance.carryOut("Start", "Start · $1.59/h");
  await instance.expectState("running");
  await expect(bar.burn).toHaveAttribute("data-ticks-per-second", `${RATE}`);
  await instance.carryOut("Restart");
  await expect(page.getByText("Restart clicked")).toBeVisible();
  await instance.expectState("running");
  expect((await segmentsOf(id)).filter(({ upper }) => upper === null)).toHaveLength(1);

  await page.getByRole("button", { name: "Rename" }).click();
  await page.getByRole("dialog").getByLabel("Name").fill("second light");
  await page.getByRole("dialog").getByRole("button", { name: "Save name" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "second light" })).toBeVisible();

  const terminate = await instance.ask("Terminate");
  await expect(terminate).toContainText("Its disk, everything on it and its snapshots are deleted.");
  await terminate.getByLabel(/^Type second light to confirm$/).fill("first light");
  await terminate.getByRole("button", { name: "Terminate" }).click();
  await expect(terminate.getByText("This is not the name.")).toBeVisible();
  await terminate.getByLabel(/^Type second light to confirm$/).fill("second light");
  await terminate.getByRole("button", { name: "Terminate" }).click();
  await instance.expectState("terminated");
  expect(await machinesIn(SAMARA)).not.toContain(machineOf(id));
  await expect(bar.burn).toHaveAttribute("data-ticks-per-second", "0");
  expect((await segmentsOf(id)).filter(({ upper }) => upper === null)).toEqual([]);
  await page.goto("/console/instances");
  await page.getByText("Show ended instances (1)").click();
  await expect(page.getByRole("link", { name: "second light" })).toBeVisible();
});

test("a pair made by the browser opens the machine, and a cancelled launch is free", async ({ page }) => {
  const customer = await confirmedCustomer(page);
  await giveCredit(page);
  const keys = new SshKeysPage(page);
  await keys.open();
  const download = await keys.generate("browser pair");
  const file = test.info().outputPath("browser-pair");
  copyFileSync(await download.path(), file);
  chmodSync(file, 0o600);
  const launch = new LaunchPage(page);
  await launch.open("cpu_4x", SAMARA);
  const instance = new InstancePage(page, await launch.launch());
  await instance.expectState("running");
  const shown = (await instance.sshCommand.textContent()) ?? "";
  expect(await sshRun(shown, file, "whoami")).toBe("ubuntu\n");

  // One that does not get ready: phases with elapsed time, no way in yet, and nothing is charged.
  await launch.open(TYPE, SAMARA);
  await page.getByRole("radio", { name: NEVER_READY }).check();
  const second = new InstancePage(page, await launch.launch());
  await second.expectState("booting");
  await expect(second.progress.getByRole("listitem").first()).toContainText("Place chosen");
  await expect(page.getByText("The SSH command appears here when the instance is running.")).toBeVisible();
  expect(await ticksOf(second.cost)).toBe(0n);
  const dialog = await second.ask("Cancel");
  await expect(dialog).toContainText("nothing is charged for it");
  await dialog.getByRole("button", { name: "Cancel launch" }).click();
  await second.expectState("terminated");
  expect(await segmentsOf(second.id)).toEqual([]);

  await page.goto("/console/instances");
  await page.getByRole("button", { name: "Stop all" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Stop all" }).click();
  await instance.open();
  await instance.expectState("stopped");
  const all = await ask<{ state: string }>("select state from instances where account_id = $1", [
    customer.accountId,
  ]);
  expect(all.map(({ state }) => state).toSorted()).toEqual(["stopped", "terminated"]);
});

/** What the provider calls it. */
const machineOf = (id: string) => id.replace("_", "-");
