/** Waiting for room: asked for, told once, shown, taken back. */
import { eq } from "drizzle-orm";
import { afterEach, expect, it } from "vitest";
import * as schema from "@/drizzle/schema";
import type { InstanceView } from "@/lib/contracts/views";
import { noticeRoom } from "@/lib/services/fleet/notice-room";
import type { TestContext } from "@/lib/testing/context";
import { testDatabase } from "@/lib/testing/database";
import { gpuHost, machineWorld, TYPE } from "@/lib/testing/machines";
import { awaitRoom, cancelWait } from "./await-room";
import { listInstanceEvents } from "./events";
import { getInstance } from "./get";
import { launchInstance } from "./launch";
import { startInstance } from "./start";
import { stopInstance } from "./stop";
import { terminateInstance } from "./terminate";

const database = await testDatabase();
const world = await machineWorld(database, [gpuHost("a", 1), gpuHost("b", 1)]);
const { db } = database;
const { system } = world;

type Launched = { id: string; ctx: TestContext; view(): Promise<InstanceView> };
const alive: Launched[] = [];
afterEach(async () => {
  for (const { ctx, id } of alive.splice(0))
    await terminateInstance(ctx, { instanceId: id, confirmName: "box" }).catch(() => undefined);
  await world.settle();
  system.jobs.length = 0;
});

async function launched(): Promise<Launched> {
  const { ctx, launchInput } = await world.customer(100n);
  const { id } = await launchInstance(ctx, launchInput());
  await world.settle();
  const one = { id, ctx, view: () => getInstance(ctx, { instanceId: id }) };
  alive.push(one);
  return one;
}
async function stopped(one: Launched) {
  await stopInstance(one.ctx, { instanceId: one.id });
  await world.settle();
}
const mailed = () =>
  system.jobs.map(({ job }) => [job.payload.template, job.payload.params.instance, job.payload.to]);
const addressOf = ({ ctx }: Launched) => (ctx.actor.kind === "user" ? ctx.actor.email : "");

/** Somebody stopped on host a; both hosts are taken by others since. */
async function crowdedOut() {
  const one = await launched();
  await stopped(one);
  const others = [await launched(), await launched()];
  return { one, others: others as [Launched, Launched] };
}

it("is told once, whoever asked, when there is room again; and the page says so", async () => {
  const { one, others } = await crowdedOut();
  await awaitRoom(one.ctx, { instanceId: one.id });
  expect((await one.view()).roomWait).toMatchObject({ noticedAt: null });
  expect(await noticeRoom(system)).toBe(0);
  await stopped(others[1]);
  expect(await noticeRoom(system)).toBe(1);
  expect(mailed()).toEqual([["room_noticed", "box", addressOf(one)]]);
  expect((await one.view()).roomWait?.noticedAt).not.toBeNull();
  expect(await noticeRoom(system)).toBe(0);
  const kinds = (await listInstanceEvents(one.ctx, { instanceId: one.id })).map(({ kind }) => kind);
  expect(kinds).toEqual(expect.arrayContaining(["await_room", "room_noticed"]));
  // Taken again before its owner came: asking anew waits anew.
  await launched();
  await awaitRoom(one.ctx, { instanceId: one.id });
  expect((await one.view()).roomWait).toMatchObject({ noticedAt: null });
  expect(await noticeRoom(system)).toBe(0);
});

it("two people at once: both are told where one of them is", async () => {
  const { one, others } = await crowdedOut();
  await awaitRoom(one.ctx, { instanceId: one.id });
  expect(await Promise.all([noticeRoom(system), noticeRoom(system)])).toEqual([0, 0]);
  await stopped(others[0]);
  await Promise.all([noticeRoom(system), noticeRoom(system), noticeRoom(system)]);
  expect(mailed()).toHaveLength(1);
});

it("with room on another host now, only the disk's own host is news", async () => {
  const one = await launched();
  await stopped(one);
  const other = await launched();
  await awaitRoom(one.ctx, { instanceId: one.id });
  expect(await noticeRoom(system)).toBe(0);
  await stopped(other);
  expect(await noticeRoom(system)).toBe(1);
});

it("is taken back by its owner, by a start, and by the end of the instance", async () => {
  const { one, others } = await crowdedOut();
  const waits = () => db.select().from(schema.roomWaits).where(eq(schema.roomWaits.instanceId, one.id));
  await awaitRoom(one.ctx, { instanceId: one.id });
  await cancelWait(one.ctx, { instanceId: one.id });
  await cancelWait(one.ctx, { instanceId: one.id });
  expect((await one.view()).roomWait).toBeNull();
  await awaitRoom(one.ctx, { instanceId: one.id });
  await stopped(others[0]);
  await startInstance(one.ctx, { instanceId: one.id, priceId: `prc_run_${TYPE}`, stopAt: null });
  expect(await waits()).toEqual([]);
  await world.settle();
  await stopped(one);
  const again = await launched();
  await awaitRoom(one.ctx, { instanceId: one.id });
  await terminateInstance(one.ctx, { instanceId: one.id, confirmName: "box" });
  await world.settle();
  await stopped(again);
  expect(await noticeRoom(system)).toBe(0);
  expect(mailed()).toEqual([]);
});

it("is refused for what runs, for what could start here, and for what is not one's own", async () => {
  const { one, others } = await crowdedOut();
  const refused = (promise: Promise<unknown>, code: string) =>
    expect(promise).rejects.toMatchObject({ code });
  await refused(awaitRoom(others[0].ctx, { instanceId: others[0].id }), "wrong_state");
  await refused(awaitRoom(others[0].ctx, { instanceId: one.id }), "not_found");
  await refused(cancelWait(others[0].ctx, { instanceId: one.id }), "not_found");
  await stopped(others[0]);
  await refused(awaitRoom(one.ctx, { instanceId: one.id }), "wrong_state");
});
