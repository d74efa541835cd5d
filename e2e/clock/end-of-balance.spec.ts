import type { Page } from "@playwright/test";
import { freeCards, hostOf, seenAsTaken } from "../fixtures/cards";
import { advance, advanceSeconds } from "../fixtures/clock";
import { addCredit, type Customer } from "../fixtures/customer";
import { ask, askOne, databaseSecond, segmentsOf } from "../fixtures/database";
import { machinesIn, occupy } from "../fixtures/incus";
import { mailsTo, mailTo } from "../fixtures/mail";
import { readyToLaunch } from "../fixtures/prepared-customer";
import { expect, test } from "../fixtures/test";
import { InstancePage } from "../pages/instance";
import { LaunchPage } from "../pages/launch";
import { MoneyBar } from "../pages/money-bar";
import { signIn } from "../pages/sign-in";
import { SupportPage } from "../pages/support";

const REGION = "ru-samara-1";
/** 0.44 per hour: 5.00 last eleven hours and a bit. */
const TYPE = "gpu_1x_rtx4090_24gb";
const RATE = 440_000n;
const CREDIT = 5n * 3_600_000_000n;
const HOUR = 3600n;
const GRACE = 72n * HOUR;

type Running = { customer: Customer; page: Page; instance: InstancePage; end: bigint };

async function launchOnFive(page: Page): Promise<Running> {
  const customer = await readyToLaunch(page, "5.00");
  const launch = new LaunchPage(page);
  await launch.open(TYPE, REGION);
  const instance = new InstancePage(page, await launch.launch());
  await instance.expectState("running");
  const [run] = await segmentsOf(instance.id);
  if (!run) throw new Error("no segment");
  const end = run.lower + CREDIT / RATE;
  await expect(new MoneyBar(page).runsOut).toHaveAttribute("datetime", iso(end));
  return { customer, page, instance, end };
}

const iso = (second: bigint) => new Date(Number(second) * 1000).toISOString();
const machineOf = (id: string) => id.replaceAll("_", "-");

/** Moves the clock to a second, if it is not there yet. */
async function advanceTo(second: bigint): Promise<void> {
  const now = await databaseSecond();
  if (second > now) await advanceSeconds(second - now);
}

test("the balance ends at its second; one customer pays and goes on, the other loses the disk", async ({
  page,
  otherBrowser,
}) => {
  const payer = await launchOnFive(page);
  const other = await launchOnFive(await otherBrowser());
  const both = [payer, other];
  const later = other.end;
  expect(later).toBeGreaterThan(payer.end);

  for (const [before, said] of [
    [6n * HOUR, "6 h"],
    [HOUR, "1 h"],
    [600n, "10 min"],
  ] as const) {
    await advanceTo(later - before + 5n);
    for (const { customer } of both) await mailTo(customer.email, `Your balance ends in about ${said}`);
  }
  await expect(page.getByTestId("low-runway")).toBeVisible();
  expect(
    await ask("select 1 from usage_segments where instance_id = $1 and upper is not null", [
      payer.instance.id,
    ]),
  ).toEqual([]);

  await advanceTo(later + 30n);
  for (const { customer, instance, end } of both) {
    await instance.expectState("stopped");
    const segments = await segmentsOf(instance.id);
    expect(segments).toEqual([{ kind: "run", rate: RATE, lower: end - CREDIT / RATE, upper: end }]);
    await mailTo(customer.email, "Your balance has ended");
    const meter = await askOne<{ rest: string; until: string; exhausted: string }>(
      `select (settled - accrued)::text as rest, grace_until::text as until, exhausted_at::text as exhausted
         from account_meters where account_id = $1`,
      [customer.accountId],
    );
    expect(BigInt(meter.rest)).toBeGreaterThanOrEqual(0n);
    expect(BigInt(meter.rest)).toBeLessThan(RATE);
    expect(meter).toMatchObject({ exhausted: `${end}`, until: `${end + GRACE}` });
  }
  const banner = page.getByTestId("grace");
  await expect(banner).toContainText("The balance ended at");
  await expect(banner).toContainText("Disks and your images are kept, free, until");
  await expect(payer.page.getByText("Stopped because the balance ended.")).toBeVisible();

  // Meanwhile somebody whom the portal does not know has taken what is left of its host.
  const home = await hostOf(payer.instance.id);
  const others = await occupy(REGION, home, await freeCards(REGION, home));
  await seenAsTaken(REGION, home);
  await addCredit(page, "10.00");
  await page.goto("/console");
  await expect(banner).toHaveCount(0);
  const offer = page.getByTestId("restart-offer");
  await expect(offer).toContainText("1 instance ran when the balance ended.");
  await expect(offer).toContainText("No room on its host");
  const choice = offer.getByLabel(/^What to do with /);
  await choice.selectOption({ label: "Tell me when there is room here" });
  await expect(offer.getByRole("button", { name: "Tell me" })).toBeVisible();
  await choice.selectOption({ label: "Copy its disk to another host and start" });
  await offer.getByRole("button", { name: "Restart · $0.44/h" }).click();
  await expect(offer).toContainText("1 instance is starting.");
  await expect(offer).toContainText("its disk is copied to another host first");
  await payer.instance.open();
  await payer.instance.expectState("running");
  expect(await hostOf(payer.instance.id)).not.toBe(home);
  await others.leave();

  await advanceTo(other.end + GRACE + 30n);
  await other.page.goto("/console/instances");
  await other.instance.open();
  await other.instance.expectState("terminated");
  await mailTo(other.customer.email, "Disks and images were deleted");
  await expect.poll(() => machinesIn(REGION)).not.toContain(machineOf(other.instance.id));
  expect(await segmentsOf(other.instance.id)).toHaveLength(1);
  expect((await mailsTo(payer.customer.email)).some(({ subject }) => subject.includes("were deleted"))).toBe(
    false,
  );
});

test("acting as a customer ends by itself after thirty minutes", async ({ page }) => {
  await signIn(page, "support@example.com");
  const support = new SupportPage(page);
  await support.find("dev@example.com");
  await support.openAccount("Reyes Lab");
  await support.actAsCustomer("Looks at the bill together with the customer");
  await expect(support.banner).toContainText("Read-only until");
  await advance("25m");
  await page.goto("/console/billing");
  await expect(support.banner).toBeVisible();
  await advance("5m");
  const answer = await page.goto("/console/billing");
  await expect(support.banner).toHaveCount(0);
  await expect(page.getByRole("heading", { level: 1, name: "Billing" })).toHaveCount(0);
  expect(answer?.url()).not.toContain("/console/billing");
});
