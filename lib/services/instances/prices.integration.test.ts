/** Another price for what runs and for its disk: new ones pay it at once, those that are there after the notice. */
import { sql } from "drizzle-orm";
import { beforeEach, describe, expect, it } from "vitest";
import * as schema from "@/drizzle/schema";
import { TICKS_PER_UNIT, ticks } from "@/lib/domain/money";
import { second } from "@/lib/domain/time";
import { runwayView } from "@/lib/services/billing/runway";
import { usageByDay } from "@/lib/services/billing/usage-by-day";
import { announcePrices } from "@/lib/services/catalogue/announce-prices";
import { newId } from "@/lib/services/id";
import { accountBalanceView } from "@/lib/services/money/balance-view";
import { catchUpDue } from "@/lib/services/money/catch-up-due";
import { endRunLate } from "@/lib/services/money/end-late";
import { grantCredit } from "@/lib/services/money/grant-credit";
import { withAccount } from "@/lib/services/money/with-account";
import { testContext } from "@/lib/testing/context";
import { testDatabase } from "@/lib/testing/database";
import { bookProblems, gpuHost, machineWorld, REGION, TYPE } from "@/lib/testing/machines";
import { listInstanceEvents } from "./events";
import { getInstance } from "./get";
import { launchInstance } from "./launch";
import { instancePrices } from "./prices";
import { startQuote } from "./quotes";
import { listReceipts, receiptCsv } from "./receipts";
import { startInstance } from "./start";
import { stopInstance } from "./stop";
import { terminateInstance } from "./terminate";

const database = await testDatabase();
const world = await machineWorld(database, [gpuHost("a", 16), gpuHost("b", 16)]);
const { db } = database;
const { system } = world;
const [RUN, DISK] = [1_590_000n, 54_800n];
const NOTICE = 14 * 86_400;
const DAY = 86_400;

/** As the catalogue does it: the row in force ends where the new one begins. Returns what a launch names. */
async function sellAt(prices: { run?: bigint; disk?: bigint }): Promise<string> {
  const now = sql<Date>`date_trunc('second', app_now())`;
  let id = "";
  for (const kind of ["disk", "run"] as const) {
    const microsPerHour = prices[kind];
    if (microsPerHour === undefined) continue;
    id = newId("prc");
    await db.execute(sql`
      update prices set valid_to = ${now} where instance_type_id = ${TYPE} and kind = ${kind} and valid_to is null`);
    const price = { regionId: REGION, currency: "USD", instanceTypeId: TYPE, kind, microsPerHour };
    await db.insert(schema.prices).values({ ...price, id, validFrom: now });
  }
  return id;
}
const announce = (most = 500) => announcePrices(system, instancePrices, most);
let inForce = "";
beforeEach(async () => {
  inForce = await sellAt({ run: RUN, disk: DISK });
  await announce();
  system.jobs.length = 0;
  system.hints.length = 0;
});

async function running(credit = 10_000n) {
  const customer = await world.customer(credit);
  const { ctx, accountId, launchInput } = customer;
  const input = { ...launchInput(), priceId: inForce };
  const { id: instanceId } = await launchInstance(ctx, input);
  await world.settle();
  await world.advance(60);
  const segments = async () =>
    (
      await db.execute<{ kind: string; rate: string; lower: string; upper: string | null }>(sql`
        select kind, rate::text, lower::text, upper::text from usage_segments
        where instance_id = ${instanceId} and (upper is null or upper > lower) order by lower`)
    ).rows;
  const view = () => getInstance(ctx, { instanceId });
  const next = async () => BigInt(Date.parse((await view()).nextRunPrice?.at ?? "") / 1000);
  return { ctx, accountId, launchInput, instanceId, segments, view, next };
}
const mails = (accountId: string) =>
  system.jobs.flatMap(({ job, key }) => (key.startsWith(`price:${accountId}:`) ? [job.payload] : []));
const runsOut = async (one: Awaited<ReturnType<typeof running>>) =>
  Date.parse((await accountBalanceView(one.ctx, one.accountId)).runsOutAt ?? "") / 1000;

describe("another price for a type", () => {
  it("is announced once, with its second, and costs nobody more until then", async () => {
    const { ctx, accountId, instanceId, view } = await running();
    await sellAt({ run: 1_890_000n, disk: 60_000n });
    await announce();
    await announce();
    const { nextRunPrice, nextDiskPrice, serverNowMs, ...seen } = await view();
    expect(seen).toMatchObject({ runMicrosPerHour: `${RUN}`, diskMicrosPerHour: `${DISK}` });
    expect(seen.totalCost.nextEventSecond).toBe(`${Date.parse(nextRunPrice?.at ?? "") / 1000}`);
    expect(nextRunPrice?.microsPerHour).toBe("1890000");
    expect(nextDiskPrice).toEqual({ at: nextRunPrice?.at, microsPerHour: "60000" });
    const notice = (Date.parse(nextRunPrice?.at ?? "") - serverNowMs) / 1000;
    expect(Math.abs(notice - NOTICE)).toBeLessThan(30);
    expect(mails(accountId)).toMatchObject([
      {
        template: "instance_prices_announced",
        rows: [
          { kind: "run", instance: "box", type: "A100 80 GB", now: "1.59 USD", next: "1.89 USD" },
          { kind: "disk", instance: "box", now: "0.0548 USD", next: "0.06 USD" },
        ],
      },
    ]);
    const told = (await listInstanceEvents(ctx, { instanceId })).filter((e) => e.kind === "price_announced");
    expect(told.map(({ detail }) => detail)).toMatchObject([
      { reason: "run", price: "1.89 USD" },
      { reason: "disk", price: "0.06 USD" },
    ]);
    const audit = await db.execute<{ action: string }>(
      sql`select action from audit_log where account_id = ${accountId} and target_id = ${instanceId} order by seq`,
    );
    expect(audit.rows.slice(-2)).toMatchObject([
      { action: "instance.price_announced" },
      { action: "instance.price_announced" },
    ]);
  });

  it("is told each account in one mail, and as many accounts as there is time for", async () => {
    const [ada, eve] = [await running(), await running()];
    await launchInstance(ada.ctx, { ...ada.launchInput(), name: "more", priceId: inForce });
    await sellAt({ run: 1_890_000n });
    expect(await announce(1)).toBe(1);
    expect(system.jobs).toHaveLength(1);
    await announce();
    expect(mails(ada.accountId)).toMatchObject([{ rows: [{ instance: "box" }, { instance: "more" }] }]);
    expect(mails(eve.accountId)).toMatchObject([{ rows: [{ instance: "box" }] }]);
  });

  it("splits the bill at that second, however late the clockwork is", async () => {
    const one = await running();
    await sellAt({ run: 1_890_000n });
    await announce();
    const at = await one.next();
    await world.advance(NOTICE + DAY);
    // Nobody has carried it out yet: what is shown has not gone past it.
    const late = await one.view();
    expect(late.totalCost).toMatchObject({ anchorSecond: `${at}`, ticksPerSecond: `${RUN}` });
    const month = new Date(Number(at) * 1000).toISOString().slice(0, 7);
    const until = (await usageByDay(one.ctx, month)).totalTicks;
    await catchUpDue(system, 500);
    expect(system.hints).toContainEqual({ accountId: one.accountId, kind: "instances" });
    expect(await one.view()).toMatchObject({ runMicrosPerHour: "1890000", nextRunPrice: null });
    const segments = await one.segments();
    expect(segments).toMatchObject([
      { kind: "run", rate: `${RUN}`, upper: `${at}` },
      { kind: "run", rate: "1890000", lower: `${at}`, upper: null },
    ]);
    const [receipt] = await listReceipts(one.ctx, one);
    expect(new Set(receipt?.segments.map((line) => line.microsPerHour))).toEqual(
      new Set([`${RUN}`, "1890000"]),
    );
    const { lines, totalTicks } = await usageByDay(one.ctx, month);
    const newOnes = lines.filter((line) => line.microsPerHour === "1890000");
    expect(newOnes.length).toBeGreaterThan(0);
    expect(lines.reduce((sum, line) => sum + BigInt(line.ticks), 0n)).toBe(BigInt(totalTicks));
    expect(BigInt(totalTicks)).toBeGreaterThan(BigInt(until));
    expect(await receiptCsv(one.ctx, { runId: receipt?.runId ?? "" })).toContain("1890000");
    const events = await listInstanceEvents(one.ctx, one);
    expect(events.find(({ kind }) => kind === "price_changed")).toMatchObject({
      at: new Date(Number(at) * 1000).toISOString(),
      detail: { reason: "run", price: "1.89 USD", before: "1.59 USD" },
    });
    // The balance of the page is what the segments say, to the tick.
    const cost = (await one.view()).totalCost;
    const [first, rest] = segments;
    const used =
      BigInt(RUN) * (at - BigInt(first?.lower ?? 0)) +
      1_890_000n * (BigInt(cost.anchorSecond) - BigInt(rest?.lower ?? 0));
    expect(BigInt(cost.accruedTicks)).toBe(used);
  });

  it("is what a launch and a start pay at once, which leaves nothing to announce", async () => {
    const before = await running();
    inForce = await sellAt({ run: 1_890_000n, disk: 60_000n });
    await announce();
    const after = await running();
    await announce();
    expect(await after.view()).toMatchObject({ runMicrosPerHour: "1890000", nextRunPrice: null });
    await stopInstance(before.ctx, before);
    await world.settle();
    const stopped = await before.view();
    expect(stopped).toMatchObject({ runMicrosPerHour: `${RUN}`, nextRunPrice: null });
    expect(stopped.nextDiskPrice?.microsPerHour).toBe("60000");
    const quote = await startQuote(before.ctx, before);
    expect(quote).toMatchObject({ microsPerHour: "1890000", diskMicrosPerHour: `${DISK}` });
    await startInstance(before.ctx, { ...before, priceId: quote.priceId, stopAt: null });
    await world.settle();
    expect(await before.view()).toMatchObject({ runMicrosPerHour: "1890000", nextRunPrice: null });
    await world.advance(NOTICE + DAY);
    await catchUpDue(system, 500);
    expect((await before.segments()).map(({ kind, rate }) => `${kind} ${rate}`)).toEqual([
      `run ${RUN}`,
      `disk ${DISK}`,
      "run 1890000",
    ]);
    // Off again, its disk has the price that was announced for it.
    await stopInstance(before.ctx, before);
    expect((await before.segments()).at(-1)).toMatchObject({ kind: "disk", rate: "60000" });
  });

  it("splits the bill of a disk that is kept, and never applies to what is terminated", async () => {
    const [kept, gone] = [await running(), await running()];
    await stopInstance(kept.ctx, kept);
    await world.settle();
    await sellAt({ run: 1_890_000n, disk: 2n * DISK });
    await announce();
    const { nextDiskPrice, nextRunPrice, totalCost } = await kept.view();
    expect(nextRunPrice).toBeNull();
    const at = `${Date.parse(nextDiskPrice?.at ?? "") / 1000}`;
    expect(totalCost.nextEventSecond).toBe(at);
    await terminateInstance(gone.ctx, { ...gone, confirmName: "box" });
    await world.settle();
    await world.advance(2 * NOTICE);
    await catchUpDue(system, 500);
    expect(await kept.segments()).toMatchObject([
      { kind: "run" },
      { kind: "disk", rate: `${DISK}`, upper: at },
      { kind: "disk", rate: `${2n * DISK}`, lower: at, upper: null },
    ]);
    expect((await gone.segments()).map(({ rate }) => rate)).toEqual([`${RUN}`]);
    expect(await gone.view()).toMatchObject({ nextRunPrice: null, nextDiskPrice: null });
  });

  it("is taken back when the old price comes back in time, and begins anew with a third", async () => {
    const { accountId, view, segments } = await running();
    await sellAt({ run: 1_890_000n });
    await announce();
    await world.advance(NOTICE / 2);
    await sellAt({ run: 2_000_000n });
    await announce();
    const { nextRunPrice, serverNowMs } = await view();
    expect(Date.parse(nextRunPrice?.at ?? "") - serverNowMs).toBeGreaterThan((NOTICE - 60) * 1000);
    await sellAt({ run: RUN });
    await announce();
    expect((await view()).nextRunPrice).toBeNull();
    await world.advance(2 * NOTICE);
    await catchUpDue(system, 500);
    expect(await segments()).toMatchObject([{ rate: `${RUN}`, upper: null }]);
    expect(mails(accountId).map(({ template }) => template)).toEqual([
      "instance_prices_announced",
      "instance_prices_announced",
      "instance_prices_kept",
    ]);
  });
});

describe("an announced price and the end of the balance", () => {
  it("is counted in when the end is said, and drawn, for support as well", async () => {
    // 700 last 440 hours, and less once the price has doubled after 336.
    const one = await running(700n);
    const before = await runsOut(one);
    await sellAt({ run: 2n * RUN });
    await announce();
    const at = Number(await one.next());
    const end = await runsOut(one);
    expect(Math.abs(end - (at + (before - at) / 2))).toBeLessThanOrEqual(1);
    const acting = { id: "act_1", expiresAt: new Date() };
    const { actor, subject } = one.ctx;
    const asSupport = testContext(database, { actor, subject, acting, mode: "acting_read" });
    for (const ctx of [one.ctx, asSupport]) {
      const line = await runwayView(ctx);
      expect(line?.marks.map(({ kind, at: when }) => [kind, Date.parse(when) / 1000])).toContainEqual([
        "price_changes",
        at,
      ]);
      expect(line?.points.at(-1)?.at).toBe(new Date(end * 1000).toISOString());
    }
    await world.advance(Math.ceil(end - (await one.view()).serverNowMs / 1000) + 5);
    await catchUpDue(system, 500);
    const { exhaustedAt } = await accountBalanceView(one.ctx, one.accountId);
    expect(Date.parse(exhaustedAt ?? "") / 1000).toBe(end);
  });

  it("outlives an end that credit takes back, and comes into force in between as well", async () => {
    const pay = (accountId: string) =>
      grantCredit(system, {
        ...{ accountId, name: "more", granted: ticks(10_000n * TICKS_PER_UNIT), from: null, expires: null },
      });
    // Both end before the notice does; one is paid for before, the other after it.
    const [before, after] = [await running(500n), await running(530n)];
    await sellAt({ run: 1_890_000n });
    await announce();
    const at = await before.next();
    await world.advance(NOTICE - 3 * 3600);
    await catchUpDue(system, 500);
    expect(await before.view()).toMatchObject({ state: "stopping", nextRunPrice: null });
    await pay(before.accountId);
    expect(await before.view()).toMatchObject({ state: "running", runMicrosPerHour: `${RUN}` });
    expect(await before.next()).toBe(at);
    await world.advance(4 * 3600);
    await catchUpDue(system, 500);
    expect(await before.view()).toMatchObject({ runMicrosPerHour: "1890000" });
    expect(await after.view()).toMatchObject({ state: "stopping" });
    await pay(after.accountId);
    expect(await after.view()).toMatchObject({ state: "running", runMicrosPerHour: "1890000" });
  });

  it("gives back both prices when a machine turns out to have died before the change", async () => {
    const one = await running();
    await sellAt({ run: 1_890_000n });
    await announce();
    const at = await one.next();
    await world.advance(NOTICE + 3600);
    const lastAlive = second(at - 50n);
    const [{ lower = "0" } = {}] = await one.segments();
    const dead = { instanceId: one.instanceId, lastAlive, reason: "host_died" as const };
    // Whoever finds it dead is the first to look at the account after the change.
    const { counted, now } = await withAccount(system, one.accountId, async (account) => ({
      counted: await endRunLate(account, dead),
      now: account.now,
    }));
    expect(counted).toBe(50n * RUN + (now - at) * 1_890_000n);
    const { totalCost } = await one.view();
    const disk = (BigInt(totalCost.anchorSecond) - now) * DISK;
    expect(BigInt(totalCost.accruedTicks)).toBe((lastAlive - BigInt(lower)) * RUN + disk);
  });
});

it("leaves the books right", async () => {
  expect(await bookProblems(world)).toEqual([]);
});
