/** Another price for volumes: new ones pay it at once, those that are there after the notice, split at the second. */
import { randomUUID } from "node:crypto";
import { sql } from "drizzle-orm";
import { beforeEach, describe, expect, it } from "vitest";
import * as schema from "@/drizzle/schema";
import { runwayView } from "@/lib/services/billing/runway";
import { usageByDay } from "@/lib/services/billing/usage-by-day";
import { announcePrices } from "@/lib/services/catalogue/announce-prices";
import { newId } from "@/lib/services/id";
import { accountBalanceView } from "@/lib/services/money/balance-view";
import { catchUpDue } from "@/lib/services/money/catch-up-due";
import { testDatabase } from "@/lib/testing/database";
import { bookProblems, gpuHost, machineWorld, REGION } from "@/lib/testing/machines";
import { createVolume } from "./create";
import { deleteVolume } from "./delete";
import { getVolume } from "./get";
import { growVolume } from "./grow";
import { volumePrices } from "./prices";

const database = await testDatabase();
const world = await machineWorld(database, [{ ...gpuHost("a", 8), diskGib: 200_000 }]);
const { db } = database;
const { system } = world;
const OLD = 137n;
const NOTICE = 14 * 86_400;

/** As the catalogue does it: the row in force ends where the new one begins. */
async function sellAt(micros: bigint): Promise<string> {
  const id = newId("prc");
  const now = sql<Date>`date_trunc('second', app_now())`;
  await db.execute(sql`update prices set valid_to = ${now} where kind = 'volume' and valid_to is null`);
  const price = { regionId: REGION, currency: "USD", kind: "volume" as const, microsPerHour: micros };
  await db.insert(schema.prices).values({ ...price, id, validFrom: now });
  return id;
}
let inForce = "";
beforeEach(async () => {
  inForce = await sellAt(OLD);
  await announcePrices(system, volumePrices, 500);
  system.jobs.length = 0;
});

async function kept(sizeGib = 10n, credit = 100n) {
  const { ctx, accountId } = await world.customer(credit);
  const asked = { name: "data", regionId: REGION, beside: "a100_80gb", sizeGib };
  const { id: volumeId } = await createVolume(ctx, {
    ...{ ...asked, priceId: inForce, requestId: `req_${randomUUID()}` },
  });
  await world.settleVolumes();
  const segments = async () =>
    (
      await db.execute<{ rate: string; lower: string; upper: string | null }>(sql`
        select rate::text, lower::text, upper::text from usage_segments where volume_id = ${volumeId} order by lower`)
    ).rows;
  return { ctx, accountId, volumeId, segments, view: () => getVolume(ctx, { volumeId }) };
}
const announce = () => announcePrices(system, volumePrices, 500);
const second = (iso: string | undefined) => `${Date.parse(iso ?? "") / 1000}`;
/** The month of a second, in UTC. */
const monthOf = (at: string) => new Date(Number(at) * 1000).toISOString().slice(0, 7);
const mails = (accountId: string) =>
  system.jobs.flatMap(({ job, key }) => (key.startsWith(`price:${accountId}:`) ? [job.payload] : []));

describe("another price for volumes", () => {
  it("is announced once, with its second, and costs nobody more until then", async () => {
    const { accountId, view } = await kept();
    await sellAt(200n);
    await announce();
    await announce();
    const { nextPrice, gibMicrosPerHour, serverNowMs } = await view();
    expect(gibMicrosPerHour).toBe("137");
    expect(nextPrice).toMatchObject({ gibMicrosPerHour: "200", microsPerHour: "2000" });
    const notice = Date.parse(nextPrice?.at ?? "") - serverNowMs;
    expect(Math.abs(notice / 1000 - NOTICE)).toBeLessThan(30);
    expect(mails(accountId)).toMatchObject([
      {
        ...{ template: "volume_price_announced", params: { next: "0.0002 USD" } },
        rows: [{ volume: "data", now: "0.000137 USD", gib: "10" }],
      },
    ]);
  });

  it("is told an account once, with all its volumes, and what stays as it is in a mail of its own", async () => {
    const ada = await kept();
    const make = (name: string, sizeGib: bigint) =>
      createVolume(ada.ctx, {
        ...{ name, regionId: REGION, beside: "a100_80gb", sizeGib, priceId: inForce },
        requestId: `req_${randomUUID()}`,
      });
    await make("more", 20n);
    const eve = await kept();
    inForce = await sellAt(200n);
    await announce();
    expect(mails(ada.accountId)).toMatchObject([
      {
        template: "volume_price_announced",
        rows: [
          { volume: "data", nowHour: "0.00137 USD", nextHour: "0.002 USD" },
          { volume: "more", nowHour: "0.00274 USD", nextHour: "0.004 USD" },
        ],
      },
    ]);
    expect(mails(eve.accountId)).toMatchObject([{ rows: [{ volume: "data" }] }]);
    // The third costs what the others are going to cost, and will have another price where they keep theirs.
    await make("third", 30n);
    system.jobs.length = 0;
    await sellAt(OLD);
    expect(await announcePrices(system, volumePrices, 1)).toBe(1);
    await announce();
    expect(mails(ada.accountId)).toMatchObject([
      { template: "volume_price_kept", rows: [{ volume: "data" }, { volume: "more" }] },
      { template: "volume_price_announced", rows: [{ volume: "third", nextHour: "0.00411 USD" }] },
    ]);
    expect(mails(eve.accountId)).toMatchObject([{ template: "volume_price_kept" }]);
  });

  it("splits the bill at that second, however late the clockwork is", async () => {
    const { ctx, view, segments } = await kept();
    await sellAt(200n);
    await announce();
    const at = second((await view()).nextPrice?.at);
    await world.advance(NOTICE + 86_400);
    await catchUpDue(system, 500);
    expect(await view()).toMatchObject({ gibMicrosPerHour: "200", microsPerHour: "2000", nextPrice: null });
    expect(await segments()).toMatchObject([
      { rate: "1370", upper: at },
      { rate: "2000", lower: at, upper: null },
    ]);
    // Both halves are of the same size, whatever the volume costs now.
    const { lines } = await usageByDay(ctx, monthOf(at));
    expect(new Set(lines.map(({ typeId }) => typeId))).toEqual(new Set(["10 GiB"]));
    expect(new Set(lines.map(({ microsPerHour }) => microsPerHour))).toEqual(new Set(["1370", "2000"]));
  });

  it("is what a new volume pays at once; one that grows keeps its price until its notice is over", async () => {
    const before = await kept();
    inForce = await sellAt(200n);
    await announce();
    await growVolume(before.ctx, { volumeId: before.volumeId, sizeGib: 20n });
    await world.settleVolumes();
    expect(await before.view()).toMatchObject({ gibMicrosPerHour: "137", microsPerHour: "2740" });
    expect((await before.view()).nextPrice?.microsPerHour).toBe("4000");
    const after = await kept();
    await announce();
    expect(await after.view()).toMatchObject({ gibMicrosPerHour: "200", nextPrice: null });
    await world.advance(NOTICE + 60);
    await catchUpDue(system, 500);
    expect(await before.view()).toMatchObject({ microsPerHour: "4000" });
  });

  it("is taken back when the old price comes back in time, and begins anew with a third", async () => {
    const { accountId, view, segments } = await kept();
    await sellAt(200n);
    await announce();
    await world.advance(NOTICE / 2);
    await sellAt(300n);
    await announce();
    const at = Date.parse((await view()).nextPrice?.at ?? "");
    expect(at - (await view()).serverNowMs).toBeGreaterThan((NOTICE - 60) * 1000);
    await sellAt(OLD);
    await announce();
    expect((await view()).nextPrice).toBeNull();
    await world.advance(2 * NOTICE);
    await catchUpDue(system, 500);
    expect(await segments()).toMatchObject([{ rate: "1370", upper: null }]);
    expect(mails(accountId).map(({ template }) => template)).toEqual([
      "volume_price_announced",
      "volume_price_announced",
      "volume_price_kept",
    ]);
  });

  it("is counted in when the end of the balance is said, and drawn", async () => {
    // 10 000 GiB cost 1.37 an hour: 1000 last 30 days, and much less once the price has doubled.
    const { ctx, accountId, view } = await kept(10_000n, 1000n);
    const ends = async () => Date.parse((await accountBalanceView(ctx, accountId)).runsOutAt ?? "") / 1000;
    const before = await ends();
    await sellAt(2n * OLD);
    await announce();
    const at = Number(second((await view()).nextPrice?.at));
    const after = await ends();
    expect(Math.abs(after - (at + (before - at) / 2))).toBeLessThanOrEqual(1);
    expect((await runwayView(ctx))?.marks.map(({ kind }) => kind)).toContain("price_changes");
    await world.advance(Math.ceil(after - (await view()).serverNowMs / 1000) + 5);
    await catchUpDue(system, 500);
    expect(Date.parse((await accountBalanceView(ctx, accountId)).exhaustedAt ?? "") / 1000).toBe(after);
  });

  it("never applies to a volume that is deleted before", async () => {
    const { ctx, volumeId, segments } = await kept();
    await sellAt(200n);
    await announce();
    await deleteVolume(ctx, { volumeId, confirmName: "data" });
    await world.settleVolumes();
    await world.advance(2 * NOTICE);
    await catchUpDue(system, 500);
    expect((await segments()).map(({ rate }) => rate)).toEqual(["1370"]);
  });

  it("comes into force in grace as well, for when the volume is billed again", async () => {
    const { view, accountId, ctx } = await kept(10_000n, 460n);
    await sellAt(2n * OLD);
    await announce();
    // The balance ends an hour or so before the notice does.
    await world.advance(NOTICE + 3600);
    await catchUpDue(system, 500);
    expect((await accountBalanceView(ctx, accountId)).exhaustedAt).not.toBeNull();
    expect(await view()).toMatchObject({
      ...{ gibMicrosPerHour: `${2n * OLD}`, nextPrice: null },
      totalCost: { ticksPerSecond: "0" },
    });
  });
});

it("leaves the books right", async () => {
  expect(await bookProblems(world)).toEqual([]);
});
