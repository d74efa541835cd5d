/** What no event tells of: a host, a daemon, a region or our own worker that is away for a while. */

import { describe, expect, it, vi } from "vitest";
import { regionStatus } from "@/lib/services/catalogue/status";
import { stopInstance } from "@/lib/services/instances/stop";
import { testDatabase } from "@/lib/testing/database";
import { bookProblems, REGION } from "@/lib/testing/machines";
import { patience } from "@/lib/testing/patience";
import { reservePorts } from "@/lib/testing/ports";
import { truthWorld } from "@/lib/testing/truth";
import { ELSEWHERE } from "@/lib/testing/wire-world";

const database = await testDatabase();
const { world, system, here, elsewhere, compute, workers, running, reconcilerOf, second, mails } =
  await truthWorld(database, await reservePorts());

describe("what nobody tells us of", () => {
  it("a host dies: its machines end at their last proof, the others run on; back again, nothing runs unpaid", async () => {
    const one = await running();
    const reconciler = reconcilerOf(REGION);
    await reconciler.look();
    const { host, provenAliveAt: proof } = await one.row();
    await here.setHost(host ?? "", "offline");
    await reconciler.look();
    expect(await one.view()).toMatchObject({ state: "running" });
    await world.advance(901);
    await reconciler.look();
    await one.until({ state: "stopped", stateReason: "host_died" });
    expect(await one.chargedUntil()).toBe(proof);
    expect(mails()).toContain("instance_host_died");
    // Held until the host itself says that the machine is off.
    expect(await one.cards()).toHaveLength(1);
    await here.setHost(host ?? "", "online");
    await reconciler.look();
    await vi.waitFor(async () => expect(await one.cards()).toHaveLength(0), patience);
    expect((await compute.machine(one.name))?.status).toBe("stopped");
  });

  it("a host that fails and is back within the quarter of an hour is not taken for a guest that left", async () => {
    const one = await running();
    const reconciler = reconcilerOf(REGION);
    await reconciler.look();
    const { host, provenAliveAt: proof } = await one.row();
    await workers.stop();
    await here.setHost(host ?? "", "offline");
    await reconciler.look();
    await world.advance(100);
    await here.setHost(host ?? "", "online");
    await reconciler.look();
    workers.start();
    await one.until({ state: "stopped", stateReason: "host_died" });
    expect(await one.chargedUntil()).toBe(proof);
  });

  it("the daemon is restarted: machines run on, and so does the bill, to the second", async () => {
    const one = await running();
    const reconciler = reconcilerOf(REGION);
    await here.close();
    await world.advance(300);
    await reconciler.look();
    expect((await one.view()).regionSilentSince).not.toBeNull();
    await here.start();
    await reconciler.look();
    expect(await one.view()).toMatchObject({ state: "running", regionSilentSince: null });
    expect(await one.chargedUntil()).toBeNull();
    expect((await one.row()).provenAliveAt).toBeGreaterThanOrEqual((await second()) - 2n);
    await stopInstance(one.ctx, { instanceId: one.id });
    await one.until({ state: "stopped", stateReason: "customer" });
    expect(mails()).toEqual([]);
  });

  it("our worker is away for an hour: the same boot proves it; what ended meanwhile ends at the last proof", async () => {
    const [stays, goes] = [await running(), await running()];
    const reconciler = reconcilerOf(REGION);
    await reconciler.look();
    const proof = (await goes.row()).provenAliveAt;
    await workers.stop();
    await world.advance(1800);
    await goes.powerOff();
    await world.advance(1800);
    await reconciler.look();
    workers.start();
    await goes.until({ state: "stopped", stateReason: "guest_shutdown" });
    expect(await goes.chargedUntil()).toBe(proof);
    expect(await stays.view()).toMatchObject({ state: "running" });
    expect((await stays.row()).provenAliveAt).toBeGreaterThanOrEqual((proof ?? 0n) + 3600n);
    await stopInstance(stays.ctx, { instanceId: stays.id });
    await stays.until({ state: "stopped" });
  });
});

describe("a region that is down", () => {
  it("blocks nothing elsewhere, and its page and its instances' say so", async () => {
    const away = await running(ELSEWHERE);
    const reconciler = reconcilerOf(ELSEWHERE);
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
    expect(await away.chargedUntil()).toBeGreaterThanOrEqual(proof ?? 0n);
    await elsewhere.start();
    await reconciler.look();
    expect(await status()).toMatchObject({ reachable: true });
    await away.until({ state: "stopped", regionSilentSince: null });
    await stopInstance(other.ctx, { instanceId: other.id });
    await other.until({ state: "stopped" });
  });
});

it("leaves the books right", async () => {
  expect(await bookProblems(world)).toEqual([]);
});
