import { advanceSeconds } from "../fixtures/clock";
import { databaseSecond, segmentsOf } from "../fixtures/database";
import { linkIn, mailTo } from "../fixtures/mail";
import { readyToLaunch } from "../fixtures/prepared-customer";
import { sellAt } from "../fixtures/prices";
import { expect, test } from "../fixtures/test";
import { InstancePage } from "../pages/instance";
import { LaunchPage } from "../pages/launch";

const REGION = "ru-samara-1";
const TYPE = "cpu_4x";
const [OLD, NEW] = [80_000n, 120_000n];
const NOTICE = 14n * 86_400n;

test("another price: told, shown beforehand, and in force at its second, on the receipt too", async ({
  page,
}) => {
  const customer = await readyToLaunch(page, "50.00");
  const launch = new LaunchPage(page);
  await launch.open(TYPE, REGION);
  const instance = new InstancePage(page, await launch.launch());
  await instance.expectState("running");

  const before = await databaseSecond();
  await sellAt(REGION, TYPE, NEW);
  // The open page learns it by itself.
  await expect(instance.nextPrices).toContainText("While it runs it costs $0.12/h then, instead of $0.08/h.");
  const at = await instance.priceChangesAt();
  expect(at).toBeGreaterThanOrEqual(before + NOTICE);
  expect(at).toBeLessThanOrEqual((await databaseSecond()) + NOTICE);
  const mail = await mailTo(customer.email, "Prices of your instances change");
  expect(mail.text).toMatch(/while it runs: 0\.08 USD per hour now, 0\.12 USD from .* UTC on/);

  await page.goto(linkIn(mail));
  await expect(page.getByRole("row").filter({ hasText: "from " })).toContainText("$0.12/h");
  await page.goto("/console");
  await page.getByText("Show as a table").first().click();
  await expect(page.getByTestId("runway")).toContainText("An announced price comes into force");
  await instance.open();
  const dialog = await instance.ask("Stop");
  await expect(dialog).toContainText("Started again, it costs today's price: $0.12/h instead of $0.08/h.");
  await page.keyboard.press("Escape");
  await expect(page.getByRole("dialog")).toHaveCount(0);

  await advanceSeconds(at - (await databaseSecond()) + 30n);
  await expect(instance.nextPrices).toHaveCount(0);
  await expect
    .poll(() => segmentsOf(instance.id))
    .toMatchObject([
      { kind: "run", rate: OLD, upper: at },
      { kind: "run", rate: NEW, lower: at, upper: null },
    ]);
  await instance.open();
  await expect(instance.receipt.getByRole("row").filter({ hasText: "$0.08" }).first()).toBeVisible();
  await expect(instance.receipt.getByRole("row").filter({ hasText: "$0.12" })).toHaveCount(1);
  await expect(page.getByText("Announced price in force: 0.12 USD per hour of running")).toBeVisible();
  await sellAt(REGION, TYPE, OLD);
});
