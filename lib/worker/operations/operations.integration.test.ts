import { eq, sql } from "drizzle-orm";
import { afterEach, describe, expect, it } from "vitest";
import * as schema from "@/drizzle/schema";
import { machineName } from "@/lib/domain/names";
import { ComputeError } from "@/lib/ports/compute";
import { cancelInstance } from "@/lib/services/instances/cancel";
import { getInstance } from "@/lib/services/instances/get";
import { launchInstance } from "@/lib/services/instances/launch";
import { startInstance } from "@/lib/services/instances/start";
import { stopInstance } from "@/lib/services/instances/stop";
import { tryAgain } from "@/lib/services/instances/try-again";
import { catchUpDue } from "@/lib/services/money/catch-up-due";
import { claimOperations } from "@/lib/services/operations/claim";
import { testDatabase } from "@/lib/testing/database";
import { killWorkerAt } from "@/lib/testing/kill-worker";
import { bookProblems, type Customer, gpuHost, machineWorld, TYPE } from "@/lib/testing/machines";
import { runOperationsOnce } from "./loop";
import { step } from "./step";

const database = await testDatabase();
const world = await machineWorld(database, [gpuHost("a", 8), gpuHost("b", 8), gpuHost("c", 8)]);
const { db } = database;
const { compute, system } = world;

afterEach(() => {
  compute.heal();
  compute.silent.clear();
  compute.calls.length = 0;
});

async function launched(customer?: Customer, change: Partial<ReturnType<Customer["launchInput"]>> = {}) {
  const { ctx, launchInput } = customer ?? (await world.customer(100n));
  const { id } = await launchInstance(ctx, { ...launchInput(), ...change });
  const name = machineName(id);
  const count = (call: string) => compute.calls.filter((each) => each === `${call} ${name}`).length;
  return { id, ctx, name, count, view: () => getInstance(ctx, { instanceId: id }) };
}
const expireLeases = () =>
  db.execute(
    sql`update operations set lease_until = clock_timestamp() - interval '1 second' where finished_at is null`,
  );
const cardsOf = (id: string) => db.select().from(schema.cards).where(eq(schema.cards.instanceId, id));
const operationsOf = (id: string) =>
  db.select().from(schema.operations).where(eq(schema.operations.instanceId, id));

class Killed extends Error {}

describe("a worker that is killed between the provider's answer and our record", () => {
  it.each(["created", "started", "ready"])("after %s: the next one goes on", async (point) => {
    const { id, name, count, view } = await launched();
    await killWorkerAt(world, id, point);
    // Its lease still runs: nobody else touches the machine meanwhile.
    expect(await claimOperations(system, "other", 16)).toEqual([]);
    await expireLeases();
    await world.settle("other");
    expect(await view()).toMatchObject({ state: "running" });
    expect(count("create")).toBe(1);
    expect(count("start")).toBe(1);
    expect(compute.all.has(name)).toBe(true);
    const { rows } = await db.execute<{ n: number }>(
      sql`select count(*)::int as n from usage_segments where instance_id = ${id}`,
    );
    expect(rows[0]?.n).toBe(1);
  });

  it("after a stop: the bill had ended at the click, the card is free when the next one has looked", async () => {
    const { id, ctx, count, view } = await launched();
    await world.settle();
    await stopInstance(ctx, { instanceId: id });
    const [claim] = await claimOperations(system, "doomed", 1);
    if (!claim) throw new Error("nothing to claim");
    const fault = () => {
      throw new Killed();
    };
    await expect(step({ ctx: system, fault }, claim)).rejects.toThrow(Killed);
    expect(await cardsOf(id)).toHaveLength(1);
    await expireLeases();
    await world.settle("other");
    expect(await view()).toMatchObject({ state: "stopped" });
    expect(await cardsOf(id)).toHaveLength(0);
    expect(count("stop")).toBe(1);
  });
});

describe("a provider that fails", () => {
  const timeout = new ComputeError("timeout", "no answer in time", true);

  it("timed out after it created the machine: it is found, not made twice", async () => {
    compute.fail("create", timeout, { after: true });
    const { count, view } = await launched();
    await world.settle();
    expect(await view()).toMatchObject({ state: "running" });
    expect(count("create")).toBe(1);
  });

  it("is away for a while: it is asked again, later and later, and the launch goes on", async () => {
    compute.fail("machine", new ComputeError("unreachable", "refused", true), { times: 3 });
    const { id, view } = await launched();
    await runOperationsOnce(system, { worker: "w" });
    const [operation] = await operationsOf(id);
    expect(operation).toMatchObject({ attempts: 1, lastError: "unreachable: refused", leaseOwner: null });
    expect(await runOperationsOnce(system, { worker: "w" })).toBe(0);
    await world.settle();
    await world.settle();
    expect(await view()).toMatchObject({ state: "running" });
  });

  it("cannot make it at all: failed, free, with the reason, and can be tried again", async () => {
    compute.fail("create", new ComputeError("image_missing", "no image", false));
    const customer = await world.customer(100n);
    const { id, ctx, view } = await launched(customer);
    await world.settle();
    expect(await view()).toMatchObject({
      state: "failed",
      stateReason: "boot_failed",
      stateDetail: "image_missing",
      totalCost: { accruedTicks: "0" },
    });
    expect(await cardsOf(id)).toHaveLength(0);
    const again = await tryAgain(ctx, {
      instanceId: id,
      requestId: "req_again_1",
      priceId: `prc_run_${TYPE}`,
    });
    await world.settle();
    expect(await getInstance(ctx, { instanceId: again.id })).toMatchObject({ state: "running", name: "box" });
    expect(again.id).not.toBe(id);
  });
});

describe("a boot", () => {
  it("that never answers is removed after the limit, free; three a day send the customer to support", async () => {
    const customer = await world.customer(100n);
    for (let boot = 0; boot < 3; boot += 1) {
      const { id, name, view } = await launched(customer);
      compute.silent.add(name);
      await world.settle();
      expect(await view()).toMatchObject({ state: "booting", totalCost: { accruedTicks: "0" } });
      await world.advance(901);
      await world.settle();
      expect(await view()).toMatchObject({
        state: "failed",
        stateDetail: "timeout",
        totalCost: { accruedTicks: "0" },
      });
      expect(compute.all.has(name)).toBe(false);
      expect(await cardsOf(id)).toHaveLength(0);
    }
    await expect(launched(customer)).rejects.toMatchObject({ code: "too_many_failed_boots" });
    const { rows } = await db.execute<{ pending: string }>(
      sql`select pending_burn::text as pending from account_meters where account_id = ${customer.accountId}`,
    );
    expect(rows[0]?.pending).toBe("0");
  });

  it("with a start-up script counts as ready after 90 s, so that nobody runs for free by hiding SSH", async () => {
    const { name, view } = await launched(undefined, { startupScript: "#!/bin/sh\n" });
    compute.silent.add(name);
    await world.settle();
    expect(await view()).toMatchObject({ state: "booting" });
    await world.advance(91);
    await world.settle();
    expect(await view()).toMatchObject({ state: "running" });
  });

  it("of a kept disk that fails goes back to the disk", async () => {
    const { id, ctx, name, view } = await launched();
    await world.settle();
    await stopInstance(ctx, { instanceId: id });
    await world.settle();
    compute.fail("start", new ComputeError("failed", "no power", false), { times: 9 });
    await startInstance(ctx, { instanceId: id, priceId: `prc_run_${TYPE}`, stopAt: null });
    await world.settle();
    expect(await view()).toMatchObject({ state: "stopped", stateReason: "start_failed" });
    expect(compute.all.has(name)).toBe(true);
    expect(await cardsOf(id)).toHaveLength(0);
  });
});

describe("an answer for an older wish", () => {
  it("is recorded and never applied", async () => {
    const { id, ctx, name, view } = await launched();
    const [claim] = await claimOperations(system, "slow", 1);
    if (!claim) throw new Error("nothing to claim");
    // The customer cancels while the provider is at it.
    const fault = () => undefined;
    const cancelled = cancelInstance(ctx, { instanceId: id });
    await cancelled;
    await step({ ctx: system, fault }, claim);
    const operations = await operationsOf(id);
    expect(operations.map((operation) => operation.outcome)).toContain("superseded");
    await world.settle();
    expect(await view()).toMatchObject({ state: "terminated", totalCost: { accruedTicks: "0" } });
    expect(compute.all.has(name)).toBe(false);
  });
});

describe("several workers at once", () => {
  it("never hold one instance together, however they crowd", async () => {
    const customer = await world.customer(10_000n, { gpuQuota: 100 });
    const crowded = await Promise.all(Array.from({ length: 12 }, () => launched(customer)));
    for (let round = 0; round < 5; round += 1) {
      const crowd = Array.from({ length: 10 }, (_, number) => claimOperations(system, `crowd-${number}`, 4));
      const held = (await Promise.all(crowd)).flat().map((claim) => claim.instanceId);
      expect(held.length).toBeGreaterThan(0);
      expect(new Set(held).size).toBe(held.length);
      await expireLeases();
    }
    for (const { ctx, id } of crowded) await cancelInstance(ctx, { instanceId: id });
    await world.settle();
  });

  it("do each thing once", async () => {
    const customers = await Promise.all(Array.from({ length: 8 }, () => world.customer(100n)));
    const instances = await Promise.all(customers.map((customer) => launched(customer)));
    for (let round = 0; round < 12; round += 1) {
      await db.execute(
        sql`update operations set next_attempt_at = clock_timestamp() where finished_at is null`,
      );
      await Promise.all(
        ["one", "two", "three"].map((worker) => runOperationsOnce(system, { worker, concurrency: 8 })),
      );
    }
    for (const { count, view } of instances) {
      expect(await view()).toMatchObject({ state: "running" });
      expect([count("create"), count("start")]).toEqual([1, 1]);
    }
    const { rows } = await db.execute<{ n: number }>(
      sql`select count(*)::int as n from operations where instance_id = any(${sql.param(instances.map(({ id }) => id))}::text[])`,
    );
    // One per instance: the launch's own generation.
    expect(rows[0]?.n).toBe(8);
    for (const { ctx, id } of instances) await stopInstance(ctx, { instanceId: id });
    await world.settle();
  });
});

describe("the end of the balance", () => {
  it("stops the machine, frees the card, and a second of it is charged neither more nor less", async () => {
    const customer = await world.customer(1n);
    const { id, name, view } = await launched(customer);
    await world.settle();
    await world.advance(3 * 3600);
    await catchUpDue(system, 50);
    expect(await view()).toMatchObject({
      state: "stopping",
      stateReason: "balance_ended",
      stoppedByExhaustion: true,
    });
    await world.settle();
    const stopped = await view();
    expect(stopped).toMatchObject({ state: "stopped", totalCost: { ticksPerSecond: "0" } });
    expect(stopped.diskDeletedAt).not.toBeNull();
    // A dollar at 1.59/h: 2264 whole seconds.
    expect(stopped.totalCost.accruedTicks).toBe(`${2264n * 1_590_000n}`);
    expect(compute.all.get(name)?.status).toBe("stopped");
    expect(await cardsOf(id)).toHaveLength(0);
    await world.advance(73 * 3600);
    await catchUpDue(system, 50);
    await world.settle();
    expect(await view()).toMatchObject({ state: "terminated", stateReason: "grace_ended" });
    expect(compute.all.has(name)).toBe(false);
  });
});

it("leaves books in which nothing is wrong", async () => {
  expect(await bookProblems(world)).toEqual([]);
});
