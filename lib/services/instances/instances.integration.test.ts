import { eq, sql } from "drizzle-orm";
import { beforeEach, describe, expect, it } from "vitest";
import * as schema from "@/drizzle/schema";
import { DomainError } from "@/lib/domain/errors";
import { machineName } from "@/lib/domain/names";
import { testDatabase } from "@/lib/testing/database";
import { bookProblems, gpuHost, machineWorld, TYPE } from "@/lib/testing/machines";
import { availability } from "../catalogue/availability";
import { cancelInstance } from "./cancel";
import { listInstanceEvents } from "./events";
import { getInstance } from "./get";
import { launchInstance } from "./launch";
import { listInstances } from "./list";
import { restartInstance } from "./restart";
import { startInstance } from "./start";
import { stopInstance } from "./stop";
import { terminateInstance } from "./terminate";

const database = await testDatabase();
const world = await machineWorld(database, [gpuHost("a", 4), gpuHost("b", 8)]);
const { db } = database;

/** Every test begins with an empty cluster. */
beforeEach(async () => {
  world.compute.heal();
  const rows = await db.select().from(schema.instances);
  for (const row of rows) world.compute.all.delete(machineName(row.id));
  await db.execute(sql`update cards set instance_id = null`);
  await db.execute(sql`update instances set host = 'elsewhere', applied_generation = generation`);
});

const code = (promise: Promise<unknown>) =>
  promise.then(
    () => "fine",
    (error: unknown) => (error instanceof DomainError ? error.code : Promise.reject(error)),
  );
const cardsOf = (instanceId: string) =>
  db.select().from(schema.cards).where(eq(schema.cards.instanceId, instanceId));
const free = async () =>
  (await availability(world.system)).offers.find((offer) => offer.typeId === TYPE)?.free;

describe("the life of an instance", () => {
  it("is launched, ready, stopped, started, restarted, stopped and terminated", async () => {
    const { ctx, launchInput } = await world.customer(100n);
    const launched = await launchInstance(ctx, launchInput());
    const { id } = launched;
    expect(launched).toMatchObject({
      state: "provisioning",
      totalCost: { accruedTicks: "0", ticksPerSecond: "0" },
    });
    expect(await cardsOf(id)).toHaveLength(1);
    expect(await free()).toBe(11);

    await world.settle();
    const running = await getInstance(ctx, { instanceId: id });
    expect(running).toMatchObject({
      state: "running",
      runCost: { ticksPerSecond: "1590000" },
      ssh: { user: "ubuntu", host: "127.0.0.1" },
    });
    expect(running.phases.map((phase) => phase.phase)).toEqual([
      "placed",
      "creating",
      "starting",
      "booting",
      "ready",
    ]);
    expect(world.compute.all.get(machineName(id))?.tags).toMatchObject({ instance: id, ready: "true" });

    await world.advance(3600);
    const later = await getInstance(ctx, { instanceId: id });
    expect(BigInt(later.runCost.accruedTicks) % 1_590_000n).toBe(0n);
    expect(BigInt(later.runCost.accruedTicks)).toBeGreaterThanOrEqual(3599n * 1_590_000n);

    const stopping = await stopInstance(ctx, { instanceId: id });
    expect(stopping).toMatchObject({ state: "stopping", totalCost: { ticksPerSecond: "54800" } });
    expect(await stopInstance(ctx, { instanceId: id })).toMatchObject({ state: "stopping" });
    expect(await cardsOf(id)).toHaveLength(1);
    await world.settle();
    expect(await getInstance(ctx, { instanceId: id })).toMatchObject({
      state: "stopped",
      stateReason: "customer",
    });
    expect(await cardsOf(id)).toHaveLength(0);

    const start = { instanceId: id, priceId: `prc_run_${TYPE}`, stopAt: null };
    expect(await startInstance(ctx, start)).toMatchObject({ state: "starting" });
    expect(await startInstance(ctx, start)).toMatchObject({ state: "starting" });
    await world.settle();
    expect(await getInstance(ctx, { instanceId: id })).toMatchObject({ state: "running" });

    const boot = world.compute.all.get(machineName(id))?.bootId;
    await restartInstance(ctx, { instanceId: id });
    await restartInstance(ctx, { instanceId: id });
    await world.settle();
    expect(world.compute.all.get(machineName(id))?.bootId).not.toBe(boot);
    expect(world.compute.calls.filter((call) => call.startsWith("restart"))).toHaveLength(1);

    expect(await code(terminateInstance(ctx, { instanceId: id, confirmName: "other" }))).toBe(
      "invalid_input",
    );
    expect(await terminateInstance(ctx, { instanceId: id, confirmName: " box " })).toMatchObject({
      state: "terminating",
      totalCost: { ticksPerSecond: "0" },
    });
    await world.settle();
    expect(await getInstance(ctx, { instanceId: id })).toMatchObject({ state: "terminated" });
    expect(world.compute.all.has(machineName(id))).toBe(false);
    expect(await cardsOf(id)).toHaveLength(0);
    expect(await listInstances(ctx)).toEqual([]);
    const kinds = (await listInstanceEvents(ctx, { instanceId: id })).map((event) => event.kind);
    expect(kinds).toEqual(expect.arrayContaining(["launch", "running", "stopping", "stopped", "terminated"]));
  });

  it("is nobody else's business", async () => {
    const { ctx, launchInput } = await world.customer(100n);
    const stranger = await world.customer(100n);
    const { id } = await launchInstance(ctx, launchInput());
    const unknown = `ins_${"z".repeat(20)}`;
    for (const instanceId of [id, unknown]) {
      expect(await code(getInstance(stranger.ctx, { instanceId }))).toBe("not_found");
      expect(await code(stopInstance(stranger.ctx, { instanceId }))).toBe("not_found");
      expect(await code(terminateInstance(stranger.ctx, { instanceId, confirmName: "box" }))).toBe(
        "not_found",
      );
    }
  });

  it("can be cancelled while it boots, free of charge", async () => {
    const { ctx, launchInput } = await world.customer(100n);
    const { id } = await launchInstance(ctx, launchInput());
    expect(await cancelInstance(ctx, { instanceId: id })).toMatchObject({ state: "terminating" });
    expect(await cancelInstance(ctx, { instanceId: id })).toMatchObject({ state: "terminating" });
    await world.settle();
    expect(await getInstance(ctx, { instanceId: id })).toMatchObject({
      state: "terminated",
      totalCost: { accruedTicks: "0" },
    });
    expect(world.compute.calls.some((call) => call === `create ${machineName(id)}`)).toBe(false);
    expect(await cardsOf(id)).toHaveLength(0);
  });
});

describe("a launch", () => {
  it("that is repeated gets the first answer, and never a second machine", async () => {
    const { ctx, launchInput } = await world.customer(100n);
    const input = launchInput();
    const answers = await Promise.all([1, 2, 3].map(() => launchInstance(ctx, input)));
    expect(new Set(answers.map((answer) => answer.id)).size).toBe(1);
    expect(await code(launchInstance(ctx, { ...input, name: "other" }))).toBe("key_reused");
  });

  it("of the last card by two tabs: one wins, the other is told", async () => {
    const [one, two] = [await world.customer(100n), await world.customer(100n)];
    await db.execute(
      sql`update cards set instance_id = 'taken' where not (host = 'a' and pci_address = '0000:40:00.0')`,
    );
    const answers = await Promise.all([
      code(launchInstance(one.ctx, one.launchInput())),
      code(launchInstance(two.ctx, two.launchInput())),
    ]);
    expect(answers.sort()).toEqual(["fine", "out_of_stock"]);
    const { rows } = await db.execute<{ pending: string }>(
      sql`select sum(pending_burn)::text as pending from account_meters where account_id in (${one.accountId}, ${two.accountId})`,
    );
    expect(rows[0]?.pending).toBe("1590000");
  });

  it("a hundred in parallel with credit for three: three", async () => {
    // 10 minutes of 1.59/h are 0.265: a dollar lasts for three at once, not for four.
    const { ctx, launchInput } = await world.customer(1n, { gpuQuota: 100 });
    const answers = await Promise.all(
      Array.from({ length: 100 }, () => code(launchInstance(ctx, launchInput()))),
    );
    expect(answers.filter((answer) => answer === "fine")).toHaveLength(3);
    expect(new Set(answers)).toEqual(new Set(["fine", "insufficient_credit"]));
  });

  it.each([
    ["a price that changed", { priceId: "prc_old" }, "price_changed", undefined],
    ["an unknown region", { regionId: "nowhere" }, "invalid_input", "regionId"],
    ["an unknown type", { typeId: "none" }, "invalid_input", "typeId"],
    ["an unknown image", { imageId: "none" }, "invalid_input", "imageId"],
    ["somebody else's key", { sshKeyIds: [`key_${"q".repeat(20)}`] }, "invalid_input", "sshKeyIds"],
    ["a stop time that has passed", { stopAt: new Date(1000) }, "invalid_input", "stopAt"],
    [
      "an image that needs a card",
      { typeId: "cpu_4x", priceId: "prc_run_cpu_4x", imageId: "cuda" },
      "invalid_input",
      "imageId",
    ],
  ])("refuses %s", async (_, change, expected, field) => {
    const { ctx, launchInput } = await world.customer(100n);
    await expect(launchInstance(ctx, { ...launchInput(), ...change })).rejects.toMatchObject({
      code: expected,
      field,
    });
    expect(await listInstances(ctx)).toEqual([]);
  });

  it("refuses what is over the quota, without credit, or with an unconfirmed address", async () => {
    const poor = await world.customer(0n);
    expect(await code(launchInstance(poor.ctx, poor.launchInput()))).toBe("insufficient_credit");
    const small = await world.customer(100n, { gpuQuota: 1 });
    await launchInstance(small.ctx, small.launchInput());
    await expect(launchInstance(small.ctx, small.launchInput())).rejects.toMatchObject({
      code: "over_quota",
      params: { quota: "1", used: "1", wanted: "1" },
    });
    const { ctx, launchInput } = await world.customer(100n);
    if (ctx.actor.kind !== "user") throw new Error("a customer is a user");
    const unconfirmed = { ...ctx, actor: { ...ctx.actor, emailConfirmed: false } };
    expect(await code(launchInstance(unconfirmed, launchInput()))).toBe("email_unconfirmed");
    const reading = { ...ctx, mode: "acting_read" as const };
    expect(await code(launchInstance(reading, launchInput()))).toBe("acting_read_only");
  });

  it("ends by itself at its stop time", async () => {
    const { ctx, launchInput } = await world.customer(100n);
    const { rows } = await db.execute<{ at: string }>(sql`select (app_second() + 1000)::text as at`);
    const stopAt = new Date(Number(rows[0]?.at) * 1000);
    const { id } = await launchInstance(ctx, { ...launchInput(), stopAt });
    await world.settle();
    await world.advance(5000);
    const late = await getInstance(ctx, { instanceId: id });
    expect(BigInt(late.runCost.accruedTicks)).toBeLessThanOrEqual(1000n * 1_590_000n);
    expect(await code(stopInstance(ctx, { instanceId: id }))).toBe("fine");
    expect(await getInstance(ctx, { instanceId: id })).toMatchObject({
      state: "stopping",
      stateReason: "stop_time",
    });
  });
});

describe("stop and start clicked in a second", () => {
  it("the start is refused until the machine is off, and nothing is done twice", async () => {
    const { ctx, launchInput } = await world.customer(100n);
    const { id } = await launchInstance(ctx, launchInput());
    await world.settle();
    const start = { instanceId: id, priceId: `prc_run_${TYPE}`, stopAt: null };
    await stopInstance(ctx, { instanceId: id });
    expect(await code(startInstance(ctx, start))).toBe("wrong_state");
    await world.settle();
    await startInstance(ctx, start);
    // Stopped again before the worker has even looked: the start never reaches the provider.
    const starts = () => world.compute.calls.filter((call) => call === `start ${machineName(id)}`).length;
    const before = starts();
    expect(await cancelInstance(ctx, { instanceId: id })).toMatchObject({ state: "stopping" });
    await world.settle();
    expect(await getInstance(ctx, { instanceId: id })).toMatchObject({ state: "stopped" });
    expect(starts()).toBe(before);
    expect(await cardsOf(id)).toHaveLength(0);
  });
});

it("leaves books in which nothing is wrong", async () => {
  expect(await bookProblems(world)).toEqual([]);
});
