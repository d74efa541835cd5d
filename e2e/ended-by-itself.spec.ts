import { segmentsOf } from "./fixtures/database";
import { changeState, statusOf } from "./fixtures/incus";
import { mailTo } from "./fixtures/mail";
import { readyToLaunch } from "./fixtures/prepared-customer";
import { expect, test } from "./fixtures/test";
import { InstancePage } from "./pages/instance";
import { LaunchPage } from "./pages/launch";

const SAMARA = "ru-samara-1";

test("a machine that is paused at the data centre: billed to its last proof, explained, switched off, started again", async ({
  page,
}) => {
  const customer = await readyToLaunch(page);
  const launch = new LaunchPage(page);
  await launch.open("cpu_4x", SAMARA);
  await launch.name("sleeper");
  const instance = new InstancePage(page, await launch.launch());
  await instance.expectState("running");
  const machine = instance.id.replace("_", "-");

  await changeState(SAMARA, machine, "freeze");
  await instance.expectState("stopped");
  await expect(page.getByText("Its machine was paused from outside, so it was switched off.")).toBeVisible();
  const death = page.getByTestId("instance-death");
  await expect(death).toContainText("It was last known alive on");
  await expect(death).toContainText("what was only in memory is lost");
  const [run] = await segmentsOf(instance.id);
  const lastAlive = await death.locator("time").getAttribute("datetime");
  const lastSecond = BigInt(Date.parse(lastAlive ?? "") / 1000);
  // A run that had not got its first proof yet has no second at all.
  expect(run?.upper).toBe(run && run.lower > lastSecond ? run.lower : lastSecond);
  expect(BigInt((await death.getAttribute("data-ticks")) ?? "-1") % (run?.rate ?? 1n)).toBe(0n);
  await mailTo(customer.email, "sleeper was paused from outside and is switched off");
  await expect.poll(() => statusOf(SAMARA, machine)).toBe("Stopped");
  await expect(page.getByText("Found paused, so it is switched off")).toBeVisible();

  await instance.carryOut("Start", /^Start · \$/);
  await instance.expectState("running");
  await expect(death).toHaveCount(0);
  await instance.terminate();
});
