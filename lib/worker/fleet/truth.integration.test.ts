/**
 * What a machine does without being asked, on the real wire: the simulated clusters behind the real adapter, two
 * regions, two workers. They look by themselves only once a minute, so what is noticed within seconds was an event.
 */
import { eq, sql } from "drizzle-orm";
import ssh2 from "ssh2";
import { afterAll, afterEach, describe, expect, it, vi } from "vitest";
import * as schema from "@/drizzle/schema";
import type { InstanceView } from "@/lib/contracts/views";
import { machineName } from "@/lib/domain/names";
import type { DeathReason } from "@/lib/domain/states";
import type { MachineStatus } from "@/lib/ports/compute";
import { regionStatus } from "@/lib/services/catalogue/status";
import { listInstanceEvents } from "@/lib/services/instances/events";
import { getInstance } from "@/lib/services/instances/get";
import { launchInstance } from "@/lib/services/instances/launch";
import { stopInstance } from "@/lib/services/instances/stop";
import { testDatabase } from "@/lib/testing/database";
import { bookProblems, gpuHost, REGION, TYPE } from "@/lib/testing/machines";
import { ELSEWHERE, wireWorld } from "@/lib/testing/wire-world";
import { start } from "../loops";
import { operationsLoop } from "../operations/loop";
import { reconcilerLoop } from "./loop";
import { Reconciler } from "./reconciler";

const NEVER_MS = 60_000;
const NOTICED_MS = 5_000;
const PATIENCE = { timeout: 20_000, interval: 30 };

const key = ssh2.utils.generateKeyPairSync("ed25519");
const database = await testDatabase();
const world = await wireWorld(database, [gpuHost("gpu-1", 8), gpuHost("gpu-2", 8)], {
  firstPort: 28_000 + (process.pid % 30) * 120,
  publicKey: key.public,
});
const { db } = database;
const { system, here, elsewhere, compute, deploymentId } = world;
const look = { deploymentId, lookEveryMs: NEVER_MS };
const startWorkers = () =>
  ["one", "two"].map((worker) =>
    start([
      operationsLoop(system, { worker, idleMs: 20 }),
      reconcilerLoop(system, REGION, look),
      reconcilerLoop(system, ELSEWHERE, look),
    ]),
  );
let workers = startWorkers();
const stopWorkers = () => Promise.all(workers.map((worker) => worker.stop()));
afterEach(() => {
  system.jobs.length = 0;
});
afterAll(async () => {
  await stopWorkers();
  await world.close();
});

const second = async () => {
  const { rows } = await db.execute<{ at: string }>(sql`select app_second()::text as at`);
  return BigInt(rows[0]?.at ?? "0");
};

async function running(regionId = REGION) {
  const { ctx, launchInput } = await world.customer(100n);
  const priceId = regionId === REGION ? `prc_run_${TYPE}` : `prc_run_${regionId}`;
  const { id } = await launchInstance(ctx, { ...launchInput(), regionId, priceId });
  const view = () => getInstance(ctx, { instanceId: id });
  const until = (wanted: Partial<InstanceView>, timeout = PATIENCE.timeout) =>
    vi.waitFor(async () => expect(await view()).toMatchObject(wanted), { ...PATIENCE, timeout });
  await until({ state: "running" });
  // Some seconds into its run it was seen alive.
  await world.advance(10);
  await new Reconciler(system, regionId, { deploymentId }).look();
  const row = async () => {
    const [found] = await db.select().from(schema.instances).where(eq(schema.instances.id, id));
    if (!found) throw new Error("no instance");
    return found;
  };
  return { id, ctx, name: machineName(id), view, until, row };
}
type Ran = Awaited<ReturnType<typeof running>>;

/** Up to which second the run is charged, credits taken off. */
async function chargedUntil(id: string): Promise<bigint | null> {
  const { rows } = await db.execute<{ at: string | null }>(sql`
    select case when s.upper is not null then coalesce((select min(c.lower) from usage_credits c
      where c.segment_id = s.id), s.upper)::text end as at
    from usage_segments s where s.instance_id = ${id} and s.kind = 'run' order by s.lower desc limit 1`);
  return rows[0]?.at == null ? null : BigInt(rows[0].at);
}
const mails = () => system.jobs.map(({ job }) => job.payload.template);
const cardsOf = (id: string) => db.select().from(schema.cards).where(eq(schema.cards.instanceId, id));

const poweredOff = async (one: Ran) => {
  const { ssh } = await one.view();
  if (!ssh) throw new Error("a running instance has an address");
  await runInside(ssh, "sudo poweroff");
};
const asDaemon = (name: string, body: object) => here.request("PUT", `/1.0/instances/${name}/state`, body);

type Case = {
  what: string;
  happen(one: Ran): Promise<unknown>;
  state: InstanceView["state"];
  reason: DeathReason;
  mail: string;
  /** What the provider has in the end. */
  machine: MachineStatus | null;
  /** Billed from then on. */
  diskRate: string;
};
const cases: Case[] = [
  {
    what: "the guest shuts itself down",
    happen: poweredOff,
    state: "stopped",
    reason: "guest_shutdown",
    mail: "instance_guest_shutdown",
    machine: "stopped",
    diskRate: "54800",
  },
  {
    what: "somebody switches it off at the provider",
    happen: ({ name }) => asDaemon(name, { action: "stop", force: true }),
    state: "stopped",
    reason: "guest_shutdown",
    mail: "instance_guest_shutdown",
    machine: "stopped",
    diskRate: "54800",
  },
  {
    what: "somebody pauses it",
    happen: ({ name }) => asDaemon(name, { action: "freeze" }),
    state: "stopped",
    reason: "machine_paused",
    mail: "instance_machine_paused",
    machine: "stopped",
    diskRate: "54800",
  },
  {
    what: "somebody deletes it by hand",
    happen: ({ name }) => compute.remove(name),
    state: "terminated",
    reason: "machine_lost",
    mail: "instance_lost",
    machine: null,
    diskRate: "0",
  },
];

describe("what an event tells of, noticed in seconds", () => {
  it.each(cases)("$what", async ({ happen, state, reason, mail, machine, diskRate }) => {
    const one = await running();
    // Time in which nobody looked: the bill must not reach into it.
    await world.advance(300);
    const proof = (await one.row()).provenAliveAt ?? 0n;
    await happen(one);
    const happened = await second();
    await one.until({ state, stateReason: reason }, NOTICED_MS);

    const { death, totalCost } = await one.view();
    const end = await chargedUntil(one.id);
    if (end === null || !death?.lastAliveAt) throw new Error("the run is still open");
    expect(end).toBe(BigInt(Date.parse(death.lastAliveAt) / 1000));
    expect(end).toBeGreaterThanOrEqual(proof);
    expect(end).toBeLessThanOrEqual(happened);
    expect(BigInt(death.notChargedTicks) % 1_590_000n).toBe(0n);
    const counted = BigInt(Date.parse(death.noticedAt)) / 1000n - end;
    expect(BigInt(death.notChargedTicks) / 1_590_000n).toBeGreaterThanOrEqual(counted - 1n);
    expect(totalCost.ticksPerSecond).toBe(diskRate);
    expect(mails()).toContain(mail);
    const events = await listInstanceEvents(one.ctx, { instanceId: one.id });
    expect(events.findLast((event) => event.kind === "found_dead")?.detail).toMatchObject({
      lastAlive: `${end}`,
    });

    // The operations loop leaves nothing running and nothing held.
    await vi.waitFor(async () => {
      expect((await compute.machine(one.name))?.status ?? null).toBe(machine);
      expect(await cardsOf(one.id)).toHaveLength(0);
    }, PATIENCE);
  });
});

describe("what nobody tells us of", () => {
  it("a host dies: its machines end at their last proof, the others run on; back again, nothing runs unpaid", async () => {
    const one = await running();
    const reconciler = new Reconciler(system, REGION, { deploymentId });
    await reconciler.look();
    const { host, provenAliveAt: proof } = await one.row();
    await here.setHost(host ?? "", "offline");
    await reconciler.look();
    expect(await one.view()).toMatchObject({ state: "running" });
    await world.advance(901);
    await reconciler.look();
    await one.until({ state: "stopped", stateReason: "host_died" });
    expect(await chargedUntil(one.id)).toBe(proof);
    expect(mails()).toContain("instance_host_died");
    // Held until the host itself says that the machine is off.
    expect(await cardsOf(one.id)).toHaveLength(1);
    await here.setHost(host ?? "", "online");
    await reconciler.look();
    await vi.waitFor(async () => expect(await cardsOf(one.id)).toHaveLength(0), {
      ...PATIENCE,
      timeout: 40_000,
    });
    expect((await compute.machine(one.name))?.status).toBe("stopped");
  }, 60_000);

  it("a host that fails and is back within the quarter of an hour is not taken for a guest that left", async () => {
    const one = await running();
    const reconciler = new Reconciler(system, REGION, { deploymentId });
    await reconciler.look();
    const { host, provenAliveAt: proof } = await one.row();
    await stopWorkers();
    await here.setHost(host ?? "", "offline");
    await reconciler.look();
    await world.advance(100);
    await here.setHost(host ?? "", "online");
    await reconciler.look();
    workers = startWorkers();
    await one.until({ state: "stopped", stateReason: "host_died" });
    expect(await chargedUntil(one.id)).toBe(proof);
  }, 60_000);

  it("the daemon is restarted: machines run on, and so does the bill, to the second", async () => {
    const one = await running();
    const reconciler = new Reconciler(system, REGION, { deploymentId });
    await here.close();
    await world.advance(300);
    await reconciler.look();
    expect((await one.view()).regionSilentSince).not.toBeNull();
    await here.start();
    await reconciler.look();
    expect(await one.view()).toMatchObject({ state: "running", regionSilentSince: null });
    expect(await chargedUntil(one.id)).toBeNull();
    expect((await one.row()).provenAliveAt).toBeGreaterThanOrEqual((await second()) - 2n);
    await stopInstance(one.ctx, { instanceId: one.id });
    await one.until({ state: "stopped", stateReason: "customer" });
    expect(mails()).toEqual([]);
  });

  it("our worker is away for an hour: the same boot proves it; what ended meanwhile ends at the last proof", async () => {
    const [stays, goes] = [await running(), await running()];
    const reconciler = new Reconciler(system, REGION, { deploymentId });
    await reconciler.look();
    const proof = (await goes.row()).provenAliveAt;
    await stopWorkers();
    await world.advance(1800);
    await poweredOff(goes);
    await world.advance(1800);
    await reconciler.look();
    workers = startWorkers();
    await goes.until({ state: "stopped", stateReason: "guest_shutdown" });
    expect(await chargedUntil(goes.id)).toBe(proof);
    expect(await stays.view()).toMatchObject({ state: "running" });
    expect((await stays.row()).provenAliveAt).toBeGreaterThanOrEqual((proof ?? 0n) + 3600n);
    await stopInstance(stays.ctx, { instanceId: stays.id });
    await stays.until({ state: "stopped" });
  });
});

describe("machines at the provider that nobody ordered", () => {
  it("with our tag go after the time of grace, unless they were somebody's; others' are left alone", async () => {
    const order = { host: "gpu-1", imageAlias: "plain", vcpus: 1, memoryMib: 256, diskGib: 2, cards: [] };
    const make = (name: string, tags: Record<string, string>) => ({
      ...{ ...order, name, hostname: name, sshPublicKeys: [], startupScript: null },
      tags: { instance: name, ...tags },
    });
    await compute.create(make("orphan", {}));
    await compute.create(make("was-ready", { ready: "true" }));
    await world.stranger.create(make("foreign", {}));
    const reconciler = new Reconciler(system, REGION, { deploymentId });
    const left = async () => (await compute.machines()).map(({ name }) => name);
    await reconciler.look();
    expect(await left()).toEqual(expect.arrayContaining(["orphan", "was-ready", "foreign"]));
    await world.advance(601);
    await reconciler.look();
    expect(await left()).not.toContain("orphan");
    expect(await left()).toEqual(expect.arrayContaining(["was-ready", "foreign"]));
  });
});

describe("a region that is down", () => {
  it("blocks nothing elsewhere, and its page and its instances' say so", async () => {
    const away = await running(ELSEWHERE);
    const reconciler = new Reconciler(system, ELSEWHERE, { deploymentId });
    await reconciler.look();
    const { provenAliveAt: proof } = await away.row();
    await elsewhere.close();
    await reconciler.look();
    const status = async () => (await regionStatus(system)).find(({ id }) => id === ELSEWHERE);
    expect((await away.view()).regionSilentSince).not.toBeNull();
    await stopInstance(away.ctx, { instanceId: away.id });
    const other = await running();
    expect(await other.view()).toMatchObject({ state: "running", regionSilentSince: null });
    await world.advance(61);
    expect(await status()).toMatchObject({ reachable: false });
    expect(await away.view()).toMatchObject({ state: "stopping", stateReason: "customer" });
    expect(await chargedUntil(away.id)).toBeGreaterThanOrEqual(proof ?? 0n);
    await elsewhere.start();
    await reconciler.look();
    expect(await status()).toMatchObject({ reachable: true });
    await away.until({ state: "stopped", regionSilentSince: null });
    await stopInstance(other.ctx, { instanceId: other.id });
    await other.until({ state: "stopped" });
  }, 60_000);
});

it("leaves books in which nothing is wrong, and says what waits in quarantine", async () => {
  expect(await bookProblems(world)).toEqual([
    expect.stringContaining("machine was-ready of here/gpu-1 carries our tag and no instance knows it"),
  ]);
});

/** With the customer's key. */
function runInside(ssh: { user: string; host: string; port: number }, command: string): Promise<void> {
  const client = new ssh2.Client();
  return new Promise<void>((resolve, reject) => {
    client.on("error", reject);
    client.on("ready", () =>
      client.exec(command, (error, stream) => {
        if (error) return reject(error);
        stream.resume().on("close", () => resolve());
      }),
    );
    client.connect({ host: ssh.host, port: ssh.port, username: ssh.user, privateKey: key.private });
  }).finally(() => client.end());
}
