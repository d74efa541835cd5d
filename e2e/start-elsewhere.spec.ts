import { freeCards, hostOf, seenAsTaken } from "./fixtures/cards";
import { segmentsOf } from "./fixtures/database";
import { occupy } from "./fixtures/incus";
import { mailTo } from "./fixtures/mail";
import { readyToLaunch } from "./fixtures/prepared-customer";
import { expect, test } from "./fixtures/test";
import { InstancePage } from "./pages/instance";
import { LaunchPage } from "./pages/launch";

/** The only test that uses these cards: two hosts in all. */
const REGION = "ru-moscow-1";
const TYPE = "gpu_1x_l40s_48gb";

test("a start without room on its disk's host is offered a copy or a wait, and each does what it says", async ({
  page,
}) => {
  const customer = await readyToLaunch(page);
  const launch = new LaunchPage(page);
  await launch.open(TYPE, REGION);
  await launch.name("wanderer");
  const instance = new InstancePage(page, await launch.launch());
  await instance.expectState("running");
  const home = await hostOf(instance.id);

  const stop = await instance.ask("Stop");
  await expect(stop).toContainText("on another one after its disk (");
  await expect(stop).toContainText("free of charge");
  await stop.getByRole("button", { name: "Stop", exact: true }).click();
  await instance.expectState("stopped");

  // Somebody whom the portal does not know takes every card of the host.
  const atHome = await occupy(REGION, home, await freeCards(REGION, home));
  await seenAsTaken(REGION, home);
  await instance.open();
  const dialog = await instance.ask("Start");
  await expect(dialog).toContainText(/There is no room for L40S 48 GB on the host of its disk right now/);
  await expect(dialog.getByText(/^\d+ GB, about \d+ min, free of charge/)).toBeVisible();
  await expect(dialog.getByRole("radio", { name: /^Tell me when there is room here/ })).toBeVisible();
  await dialog.getByRole("button", { name: /^Copy and start · \$/ }).click();
  await instance.expectState("running");
  await expect(instance.progress).toContainText("Copying the disk to another host");
  // While it was copied only the disk cost.
  const [, disk, run, ...none] = await segmentsOf(instance.id);
  expect(disk?.kind).toBe("disk");
  expect(run).toMatchObject({ kind: "run", lower: disk?.upper, upper: null });
  expect(none).toEqual([]);
  const away = await hostOf(instance.id);
  expect(away).not.toBe(home);
  await expect(page.getByText("Disk copied to another host", { exact: true })).toBeVisible();
  await instance.carryOut("Stop");
  await instance.expectState("stopped");

  // Now there is no room anywhere: only waiting is left, which can be taken back.
  const atAway = await occupy(REGION, away, await freeCards(REGION, away));
  await seenAsTaken(REGION, away);
  await instance.open();
  const wait = page.getByTestId("room-wait");
  await instance.carryOut("Start", "Tell me");
  await expect(wait).toContainText("You will be told when it can be started");
  await wait.getByRole("button", { name: "Do not tell me" }).click();
  await expect(wait).toHaveCount(0);
  await instance.carryOut("Start", "Tell me");
  await expect(wait).toBeVisible();

  await atAway.leave();
  await mailTo(customer.email, "wanderer can be started again");
  await expect(wait).toContainText("It can be started again");
  await instance.carryOut("Start", /^Start · \$/);
  await instance.expectState("running");
  await expect(wait).toHaveCount(0);
  expect(await hostOf(instance.id)).toBe(away);
  await atHome.leave();
  await instance.terminate();
});
