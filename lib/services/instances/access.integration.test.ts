import { and, eq } from "drizzle-orm";
import { afterEach, describe, expect, it } from "vitest";
import * as schema from "@/drizzle/schema";
import { machineName } from "@/lib/domain/names";
import { LOG_KEPT } from "@/lib/domain/plain-log";
import { ComputeError } from "@/lib/ports/compute";
import type { ServiceContext } from "@/lib/services/context";
import { testDatabase } from "@/lib/testing/database";
import { gpuHost, machineWorld } from "@/lib/testing/machines";
import { dismissInstance } from "./dismiss";
import { launchInstance } from "./launch";
import { openTerminal } from "./open-terminal";
import { readInstanceLog } from "./read-log";
import { stopInstance } from "./stop";
import { terminalAccess, terminalRefusal } from "./terminal-access";

const database = await testDatabase();
const world = await machineWorld(database, [gpuHost("a", 8), gpuHost("b", 8)]);
const { db } = database;
const { compute } = world;

afterEach(() => {
  compute.heal();
  compute.silent.clear();
});

async function launched(settled = true) {
  const customer = await world.customer(100n);
  const { ctx } = customer;
  const { id: instanceId } = await launchInstance(ctx, customer.launchInput());
  const name = machineName(instanceId);
  if (!settled) compute.silent.add(name);
  await world.settle();
  return { customer, ctx, instanceId, name };
}
const as = (ctx: ServiceContext, change: Partial<ServiceContext>): ServiceContext =>
  Object.create(ctx, Object.getOwnPropertyDescriptors(change));

describe("a terminal", () => {
  it("leads to the machine as the image's user, and is written down", async () => {
    const { ctx, instanceId, name, customer } = await launched();
    expect(await openTerminal(ctx, { instanceId })).toMatchObject({ machine: name, user: "ubuntu" });
    const [entry] = await db
      .select()
      .from(schema.auditLog)
      .where(
        and(
          eq(schema.auditLog.accountId, customer.accountId),
          eq(schema.auditLog.action, "instance.terminal_opened"),
        ),
      );
    expect(entry).toMatchObject({ targetId: instanceId, actorUserId: expect.any(String), mode: "own" });
  });

  it("is for who may operate the instance, and never for whoever acts as the customer", async () => {
    const { ctx, instanceId, customer } = await launched();
    const { accountId } = customer;
    for (const role of ["viewer", "billing"] as const) {
      const looking = as(ctx, { subject: { accountId, role } });
      await expect(openTerminal(looking, { instanceId })).rejects.toMatchObject({ code: "forbidden" });
      expect(terminalRefusal(looking)).toBe("forbidden");
    }
    const acting = as(ctx, { mode: "acting_read" });
    await expect(openTerminal(acting, { instanceId })).rejects.toMatchObject({ code: "acting_read_only" });
    expect(terminalRefusal(acting)).toBe("acting_read_only");
    expect(terminalRefusal(ctx)).toBeNull();
    const stranger = await world.customer(1n);
    await expect(openTerminal(stranger.ctx, { instanceId })).rejects.toMatchObject({ code: "not_found" });
    await expect(terminalAccess(stranger.ctx, { instanceId })).rejects.toMatchObject({ code: "not_found" });
  });

  it("is there only while the instance runs", async () => {
    const { ctx, instanceId } = await launched();
    await stopInstance(ctx, { instanceId });
    await expect(openTerminal(ctx, { instanceId })).rejects.toMatchObject({ code: "wrong_state" });
    await world.settle();
  });
});

describe("a log", () => {
  const console = { kind: "console" } as const;

  it("gathers what the provider gives once, and what it has left when the machine is off", async () => {
    const { ctx, instanceId, name } = await launched();
    const read = async () => (await readInstanceLog(ctx, { instanceId, ...console })).text;
    compute.said.set(name, "[\u001b[32m OK \u001b[0m] one\r\n");
    expect(await read()).toBe("[ OK ] one\n");
    expect(await read()).toBe("[ OK ] one\n");
    compute.said.set(name, "two\n");
    expect(await read()).toBe("[ OK ] one\ntwo\n");
    await stopInstance(ctx, { instanceId });
    await world.settle();
    compute.said.set(name, "power down\n");
    expect(await read()).toBe("[ OK ] one\ntwo\npower down\n");
    expect(await read()).toBe("[ OK ] one\ntwo\npower down\n");
    compute.said.set(name, "two\npower down\nall of it\n");
    expect(await read()).toBe("[ OK ] one\ntwo\npower down\nall of it\n");
  });

  it("loses nothing when many pages ask at once", async () => {
    const { ctx, instanceId, name } = await launched();
    const read = () => readInstanceLog(ctx, { instanceId, ...console });
    for (const line of ["one\n", "two\n", "three\n"]) {
      compute.said.set(name, line);
      await Promise.all(Array.from({ length: 4 }, read));
    }
    expect((await read()).text).toBe("one\ntwo\nthree\n");
  });

  it("keeps the last 64 KiB, and shows what it has while the region does not answer", async () => {
    const { ctx, instanceId, name } = await launched();
    compute.said.set(name, "a line of sixteen\n".repeat(10_000));
    const long = await readInstanceLog(ctx, { instanceId, ...console });
    expect(long.text.length).toBeLessThanOrEqual(LOG_KEPT);
    expect(long).toMatchObject({ unreachable: false, collectedAt: expect.any(String) });
    compute.fail("console", new ComputeError("unreachable", "refused", true));
    const away = await readInstanceLog(ctx, { instanceId, ...console });
    expect(away).toMatchObject({ unreachable: true, text: long.text });
    // Whoever failed has let go: the next one asks again.
    compute.said.set(name, "back\n");
    expect((await readInstanceLog(ctx, { instanceId, ...console })).text.endsWith("back\n")).toBe(true);
  });

  it("of a failed boot is kept when the machine is removed", async () => {
    const { ctx, instanceId, name } = await launched(false);
    compute.said.set(name, "Failed to start OpenSSH\n");
    compute.prints.set(name, "script: no such disk\n");
    await world.advance(901);
    await world.settle();
    expect(compute.all.has(name)).toBe(false);
    expect(await readInstanceLog(ctx, { instanceId, ...console })).toMatchObject({
      text: "Failed to start OpenSSH\n",
    });
    expect((await readInstanceLog(ctx, { instanceId, kind: "startup" })).text).toBe("script: no such disk\n");
    await dismissInstance(ctx, { instanceId });
    expect((await readInstanceLog(ctx, { instanceId, ...console })).text).toBe("");
  });

  it("is the account's alone, and closed to whoever acts as the customer", async () => {
    const { ctx, instanceId } = await launched();
    const stranger = await world.customer(1n);
    await expect(readInstanceLog(stranger.ctx, { instanceId, ...console })).rejects.toMatchObject({
      code: "not_found",
    });
    const acting = as(ctx, { mode: "acting_read" });
    await expect(readInstanceLog(acting, { instanceId, ...console })).rejects.toMatchObject({
      code: "acting_read_only",
    });
  });
});
