import { advance, liveThrough } from "../fixtures/clock";
import { segmentsOf } from "../fixtures/database";
import { setLoad } from "../fixtures/incus";
import { linkIn, mailTo } from "../fixtures/mail";
import { readyToLaunch } from "../fixtures/prepared-customer";
import { expect, test } from "../fixtures/test";
import { InstancePage } from "../pages/instance";
import { LaunchPage } from "../pages/launch";

const REGION = "ru-samara-1";
const NOTICE = "idles and stops soon";

test("idle stop: set, announced, snoozed, announced again, carried out, with its evidence", async ({
  page,
}) => {
  const customer = await readyToLaunch(page, "10.00");
  const launch = new LaunchPage(page);
  await launch.open("gpu_1x_rtx4090_24gb", REGION);
  const instance = new InstancePage(page, await launch.launch());
  await instance.expectState("running");
  await setLoad(REGION, instance.id, "idle");

  await instance.openMetrics();
  await expect(page.getByTestId("idle-rule")).toHaveText("Off");
  const dialog = await instance.ask("Set idle stop");
  await dialog.getByLabel("Stop when idle for").selectOption("5 minutes");
  await dialog.getByLabel("Under this GPU load").selectOption("2 %");
  await expect(dialog.getByText("You are told 1 minute 40 seconds before")).toBeVisible();
  await dialog.getByRole("button", { name: "Save" }).click();
  await expect(page.getByTestId("idle-rule")).toHaveText("After 5 minutes under 2 % GPU load");

  const notice = page.getByTestId("idle-stop-notice");
  const announced = () => notice.isVisible();
  await liveThrough(instance.id, 300, announced);
  await expect(notice).toContainText("Stops soon because it idles");
  const mail = await mailTo(customer.email, NOTICE);
  expect(linkIn(mail)).toContain(`/console/instances/${instance.id}`);

  await page.goto(linkIn(mail));
  await notice.getByRole("button", { name: "Not now, ask again in 1 hour" }).click();
  await expect(notice).toHaveCount(0);
  await instance.openMetrics();
  await expect(page.getByTestId("idle-rule")).toContainText("Snoozed until");

  // An hour that nobody measured proves nothing: afterwards it has to idle anew.
  await advance("61m");
  await setLoad(REGION, instance.id, "60");
  await liveThrough(instance.id, 30);
  await expect(notice).toHaveCount(0);
  await setLoad(REGION, instance.id, "idle");
  await liveThrough(instance.id, 300, announced);
  await mailTo(customer.email, NOTICE, 2);
  await expect(notice).toBeVisible();
  await liveThrough(instance.id, 200, async () => (await segmentsOf(instance.id))[0]?.upper !== null);

  await instance.expectState("stopped");
  await expect(page.getByText("Stopped because it idled, as you had set.")).toBeVisible();
  const [run] = await segmentsOf(instance.id);
  expect(run?.upper).not.toBeNull();
  await mailTo(customer.email, "was stopped because it idled");
  await instance.open();
  const evidence = instance.receipt.getByTestId("idle-evidence");
  await expect(evidence).toContainText(
    /stayed under 2 %: 0 % on average, 0 % at most, in \d+ of \d+ readings/,
  );
});
