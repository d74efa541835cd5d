import { afterAll, beforeEach, describe, expect, it } from "vitest";
import { getInstance } from "@/lib/services/instances/get";
import { launchInstance } from "@/lib/services/instances/launch";
import { listReceipts } from "@/lib/services/instances/receipts";
import { stopInstance } from "@/lib/services/instances/stop";
import { testDatabase } from "@/lib/testing/database";
import { bookProblems, type Customer, gpuHost, machineWorld } from "@/lib/testing/machines";
import { applyIdleStops } from "./apply-idle-stops";
import { setIdleStop, snoozeIdleStop } from "./set-idle-stop";

const database = await testDatabase();
const world = await machineWorld(database, [gpuHost("one", 8)]);
const { system } = world;

let customer: Customer;
let id: string;

beforeEach(async () => {
  customer = await world.customer(100n);
  const wish = { ...customer.launchInput(), idleStopMinutes: 30, idleStopPercent: 5 };
  ({ id } = await launchInstance(customer.ctx, wish));
  await world.settle();
  system.jobs.length = 0;
});
afterAll(async () => expect(await bookProblems(world)).toEqual([]));

const second = async () =>
  Number((await database.owner.query<{ s: string }>("select app_second()::text as s")).rows[0]?.s);

/** Time passes with a reading of the card every ten seconds. */
async function pass(seconds: number, load: number, options: { only?: string } = {}): Promise<void> {
  const from = await second();
  await world.advance(seconds);
  await database.owner.query(
    `insert into card_readings (instance_id, step, bucket, pci_address, readings, load, load_min, load_max)
     select $1, 10, bucket, '0000:40:00.0', 1, $4, $4, $4
     from generate_series(($2::bigint + 9) / 10 * 10, $3::bigint, 10) as bucket where ${options.only ?? "true"}
     on conflict do nothing`,
    [id, from, from + seconds, load],
  );
}
const look = () => applyIdleStops(system);
const view = () => getInstance(customer.ctx, { instanceId: id });
const mails = () => system.jobs.map(({ job }) => job.payload.template);

describe("idle stop", () => {
  it("is announced, then carried out once by two workers, with its evidence on the receipt", async () => {
    await pass(1210, 1);
    await Promise.all([look(), look()]);
    const { idleStop } = await view();
    expect(idleStop).toMatchObject({ minutes: 30, thresholdPercent: 5, snoozedUntil: null });
    const announced = Date.parse(idleStop?.stopAt ?? "") / 1000;
    expect(announced - (await second())).toBeGreaterThan(590);
    expect(mails()).toEqual(["idle_stop_announced"]);

    await pass(590, 3);
    await look();
    expect((await view()).state).toBe("running");
    await pass(20, 2);
    await Promise.all([look(), look(), look()]);
    expect(await view()).toMatchObject({ state: "stopping", stateReason: "idle_stop" });
    expect(mails()).toEqual(["idle_stop_announced", "idle_stopped"]);
    const [receipt] = await listReceipts(customer.ctx, { instanceId: id });
    expect(receipt?.segments.at(-1)?.to).not.toBeNull();
    expect(receipt?.idleStop).toMatchObject({ thresholdPercent: 5, maximumPercent: 3 });
    expect(receipt?.idleStop?.readingsPossible).toBeGreaterThanOrEqual(180);
    expect(receipt?.idleStop?.readingsPossible).toBeLessThan(184);
    expect(receipt?.idleStop?.averagePercent).toBeGreaterThan(1);
    expect(receipt?.idleStop?.averagePercent).toBeLessThan(3);
    expect(receipt?.idleStop?.readings).toBeGreaterThanOrEqual(162);
    await world.settle();
    expect((await view()).state).toBe("stopped");
  });

  it("is withdrawn when the cards work again, and starts over", async () => {
    await pass(1210, 1);
    await look();
    await pass(20, 5);
    await look();
    expect((await view()).idleStop).toMatchObject({ stopAt: null });
    await pass(1100, 0);
    await look();
    expect((await view()).idleStop).toMatchObject({ stopAt: null });
    expect((await view()).state).toBe("running");
  });

  it("never follows from readings that are missing", async () => {
    await world.advance(7200);
    await look();
    expect(await view()).toMatchObject({ state: "running", idleStop: { stopAt: null } });
    await pass(3600, 0, { only: "bucket / 10 % 8 <> 0" });
    await look();
    expect(await view()).toMatchObject({ state: "running", idleStop: { stopAt: null } });
    expect(mails()).toEqual([]);
  });

  it("needs every card's reading", async () => {
    const two = await world.customer(100n);
    const wish = { ...two.launchInput(), typeId: "gpu_2x_a100_80gb", priceId: "prc_run_gpu_2x_a100_80gb" };
    const { id: pair } = await launchInstance(two.ctx, { ...wish, idleStopMinutes: 30, idleStopPercent: 5 });
    await world.settle();
    const one = id;
    id = pair;
    await pass(3600, 0);
    id = one;
    await look();
    expect((await getInstance(two.ctx, { instanceId: pair })).idleStop).toMatchObject({ stopAt: null });
  });

  it("holds while snoozed, and is announced again after an hour", async () => {
    await pass(1210, 1);
    await look();
    await pass(595, 1);
    await snoozeIdleStop(customer.ctx, { instanceId: id });
    await pass(3590, 1);
    await look();
    const snoozed = await view();
    expect(snoozed.state).toBe("running");
    expect(snoozed.idleStop?.stopAt).toBeNull();
    expect(snoozed.idleStop?.snoozedUntil).not.toBeNull();
    await pass(20, 1);
    await look();
    expect((await view()).idleStop).toMatchObject({ snoozedUntil: null, stopAt: expect.any(String) });
    expect(mails()).toEqual(["idle_stop_announced", "idle_stop_announced"]);
  });

  it("does not count what was before it was set, and can be switched off", async () => {
    await setIdleStop(customer.ctx, { instanceId: id, idleStopMinutes: null, idleStopPercent: null });
    expect((await view()).idleStop).toBeNull();
    await pass(3600, 0);
    await setIdleStop(customer.ctx, { instanceId: id, idleStopMinutes: 30, idleStopPercent: null });
    await look();
    expect((await view()).idleStop).toEqual({
      minutes: 30,
      thresholdPercent: 5,
      snoozedUntil: null,
      stopAt: null,
    });
    await pass(1210, 0);
    await look();
    expect((await view()).idleStop?.stopAt).not.toBeNull();
    // Whoever stops by hand first has stopped it; nothing is left to be announced.
    await stopInstance(customer.ctx, { instanceId: id });
    await pass(700, 0);
    await look();
    expect(await view()).toMatchObject({ stateReason: "customer", idleStop: { stopAt: null } });
    expect((await listReceipts(customer.ctx, { instanceId: id }))[0]?.idleStop).toBeNull();
  });

  it("is nobody else's to set or snooze", async () => {
    const other = await world.customer(0n);
    const rule = { instanceId: id, idleStopMinutes: 30, idleStopPercent: 5 };
    await expect(setIdleStop(other.ctx, rule)).rejects.toMatchObject({ code: "not_found" });
    await expect(snoozeIdleStop(other.ctx, { instanceId: id })).rejects.toMatchObject({ code: "not_found" });
    const viewer = { ...customer.ctx, subject: { accountId: customer.accountId, role: "viewer" as const } };
    await expect(setIdleStop(viewer, rule)).rejects.toMatchObject({ code: "forbidden" });
  });

  it("keeps its evidence as it was written", async () => {
    await expect(database.owner.query("delete from idle_stop_evidence")).rejects.toThrow("append-only");
  });
});
