/** What a machine does without being asked, told by events within seconds; and machines that nobody ordered. */

import { describe, expect, it, vi } from "vitest";
import type { InstanceView } from "@/lib/contracts/views";
import type { DeathReason } from "@/lib/domain/states";
import type { MachineStatus } from "@/lib/ports/compute";
import { listInstanceEvents } from "@/lib/services/instances/events";
import { testDatabase } from "@/lib/testing/database";
import { bookProblems, REGION } from "@/lib/testing/machines";
import { patience } from "@/lib/testing/patience";
import { reservePorts } from "@/lib/testing/ports";
import { type Ran, truthWorld } from "@/lib/testing/truth";

const database = await testDatabase();
const { world, here, compute, running, reconcilerOf, second, mails } = await truthWorld(
  database,
  await reservePorts(),
);
const _NOTICED_MS = 5_000;

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
    happen: (one) => one.powerOff(),
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
    await one.until({ state, stateReason: reason });

    const { death, totalCost } = await one.view();
    const end = await one.chargedUntil();
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
      expect(await one.cards()).toHaveLength(0);
    }, patience);
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
    const reconciler = reconcilerOf(REGION);
    const left = async () => (await compute.machines()).map(({ name }) => name);
    await reconciler.look();
    expect(await left()).toEqual(expect.arrayContaining(["orphan", "was-ready", "foreign"]));
    await world.advance(601);
    await reconciler.look();
    expect(await left()).not.toContain("orphan");
    await reconciler.look();
    expect(await left()).toEqual(expect.arrayContaining(["was-ready", "foreign"]));
  });
});

it("leaves books in which nothing is wrong, and says what waits in quarantine", async () => {
  expect(await bookProblems(world)).toEqual([
    expect.stringContaining("machine was-ready of here/gpu-1 carries our tag and no instance knows it"),
  ]);
});
