/** After the end of the balance: what ran starts again where there is room, is copied, or waits; each by itself. */
import { sql } from "drizzle-orm";
import { afterEach, describe, expect, it } from "vitest";
import * as schema from "@/drizzle/schema";
import { restartAllInput } from "@/lib/contracts/instances";
import { TICKS_PER_UNIT, ticks } from "@/lib/domain/money";
import { machineName } from "@/lib/domain/names";
import { newId } from "@/lib/services/id";
import { catchUpDue } from "@/lib/services/money/catch-up-due";
import { grantCredit } from "@/lib/services/money/grant-credit";
import { testDatabase } from "@/lib/testing/database";
import { bookProblems, type Customer, gpuHost, machineWorld, TYPE } from "@/lib/testing/machines";
import { getInstance } from "./get";
import { launchInstance } from "./launch";
import { restartOffer } from "./quotes";
import { restartAll } from "./restart-all";
import { terminateInstance } from "./terminate";

const database = await testDatabase();
const world = await machineWorld(database, [gpuHost("a", 2), gpuHost("b", 3)]);
const { db } = database;
const { compute, system } = world;
const RUN = 1_590_000n;

const gone: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  await world.settle();
  for (const end of gone.splice(0)) await end().catch(() => undefined);
  await world.settle();
  expect(compute.all.size).toBe(0);
});

async function launched(customer: Customer, name = "box") {
  const { id } = await launchInstance(customer.ctx, { ...customer.launchInput(), name });
  gone.push(() => terminateInstance(customer.ctx, { instanceId: id, confirmName: name }));
  await world.settle();
  return id;
}

/** Two instances on host a that ran until the balance ended; then credit again. */
async function exhausted() {
  const customer = await world.customer(3n);
  const first = await launched(customer, "first");
  const second = await launched(customer, "second");
  await world.advance(3600);
  await catchUpDue(system, 500);
  await world.settle();
  await grantCredit(system, {
    accountId: customer.accountId,
    name: "again",
    granted: ticks(100n * TICKS_PER_UNIT),
    from: null,
    expires: null,
  });
  const state = async (instanceId: string) => (await getInstance(customer.ctx, { instanceId })).state;
  return { ...customer, first, second, state };
}

/** As the form sends it. */
const wishes = (...all: string[]) => restartAllInput.parse({ wish: all });
const at = (id: string, how: "here" | "copy" | "wait", price = `prc_run_${TYPE}`) => `${id} ${how} ${price}`;
const operations = async (id: string) =>
  compute.calls.filter((call) => call === `start ${machineName(id)}`).length;

describe("what ran when the balance ended", () => {
  it("starts again at home with one click, at the price of each", async () => {
    const { ctx, first, second, state } = await exhausted();
    const offer = await restartOffer(ctx);
    expect(offer.instances).toMatchObject([
      { name: "first", place: "here", microsPerHour: `${RUN}`, priceId: `prc_run_${TYPE}` },
      { name: "second", place: "here", microsPerHour: `${RUN}` },
    ]);
    const wish = wishes(at(first, "here"), at(second, "here"));
    expect(await restartAll(ctx, wish)).toMatchObject({
      started: [
        { name: "first", copies: false },
        { name: "second", copies: false },
      ],
      waiting: [],
      refused: [],
    });
    const before = await operations(first);
    // A second click, before and after the machines are there.
    expect((await restartAll(ctx, wish)).started).toHaveLength(2);
    await world.settle();
    expect((await restartAll(ctx, wish)).started).toHaveLength(2);
    await world.settle();
    expect([await state(first), await state(second)]).toEqual(["running", "running"]);
    expect((await operations(first)) - before).toBe(1);
    expect((await restartOffer(ctx)).instances).toEqual([]);
  });

  it("counts a free card once: what does not fit beside the others is copied, and runs there", async () => {
    const { ctx, first, second, state } = await exhausted();
    await launched(await world.customer(100n));
    expect((await restartOffer(ctx)).instances).toMatchObject([
      { name: "first", place: "here" },
      { name: "second", place: "copy", copy: { gib: 400, minutes: 35 } },
    ]);
    expect(await restartAll(ctx, wishes(at(second, "copy"), at(first, "here")))).toMatchObject({
      started: [
        { name: "first", copies: false },
        { name: "second", copies: true },
      ],
    });
    await world.settle();
    expect([await state(first), await state(second)]).toEqual(["running", "running"]);
  });

  it("waits where that was chosen, says so, and starts the others", async () => {
    const { ctx, first, second, state } = await exhausted();
    await launched(await world.customer(100n));
    expect(await restartAll(ctx, wishes(at(first, "here"), at(second, "wait")))).toMatchObject({
      started: [{ name: "first" }],
      waiting: [{ name: "second" }],
    });
    await world.settle();
    expect([await state(first), await state(second)]).toEqual(["running", "stopped"]);
    expect((await restartOffer(ctx)).instances).toMatchObject([{ name: "second", waiting: true }]);
  });

  it("says of each why it could not start, and starts the rest", async () => {
    const { ctx, first, second, state } = await exhausted();
    await launched(await world.customer(100n));
    // Offered at home, and taken by somebody else meanwhile.
    expect(await restartAll(ctx, wishes(at(first, "here"), at(second, "here")))).toMatchObject({
      started: [{ name: "first" }],
      refused: [{ name: "second", code: "disk_host_full" }],
    });
    await world.settle();
    expect(await state(second)).toBe("stopped");
    expect((await restartOffer(ctx)).instances).toMatchObject([{ name: "second", place: "copy" }]);
  });

  it("offers nowhere but to wait when no host has room", async () => {
    const { ctx } = await exhausted();
    for (let taken = 0; taken < 5; taken += 1) await launched(await world.customer(100n));
    expect((await restartOffer(ctx)).instances).toMatchObject([{ place: "wait" }, { place: "wait" }]);
  });

  it("answers another price with the sum in force, and starts nothing", async () => {
    const { ctx, first, second, state } = await exhausted();
    const id = newId("prc");
    await db.execute(sql`update prices set valid_to = app_now() where id = ${`prc_run_${TYPE}`}`);
    const price = { regionId: "here", currency: "USD", instanceTypeId: TYPE, kind: "run" as const };
    await db
      .insert(schema.prices)
      .values({ ...price, id, microsPerHour: 2_000_000n, validFrom: new Date(0) });
    const shown = wishes(at(first, "here"), at(second, "here"));
    await expect(restartAll(ctx, shown)).rejects.toMatchObject({
      code: "price_changed",
      params: { microsPerHour: "4000000" },
    });
    expect([await state(first), await state(second)]).toEqual(["stopped", "stopped"]);
    await db.execute(sql`update prices set valid_to = app_now() where id = ${id}`);
    await db.execute(sql`update prices set valid_to = null where id = ${`prc_run_${TYPE}`}`);
  });

  it("knows nothing of other people's instances", async () => {
    const { first } = await exhausted();
    const { ctx } = await world.customer(100n);
    await expect(restartAll(ctx, wishes(at(first, "here")))).rejects.toMatchObject({ code: "not_found" });
  });
});

it("leaves the books right", async () => {
  expect(await bookProblems(world)).toEqual([]);
});
