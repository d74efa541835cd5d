import { eq } from "drizzle-orm";
import { describe, expect, it } from "vitest";
import * as schema from "@/drizzle/schema";
import { deploymentTag } from "@/lib/ports/compute";
import { recordAvailability } from "@/lib/services/catalogue/record-availability";
import { confirmEpoch, epochState } from "@/lib/services/fleet/epoch";
import { quarantined } from "@/lib/services/fleet/stray";
import { launchInstance } from "@/lib/services/instances/launch";
import { stopInstance } from "@/lib/services/instances/stop";
import { testDatabase } from "@/lib/testing/database";
import { bookProblems, REGION } from "@/lib/testing/machines";
import { reconcilerWorld } from "@/lib/testing/reconciling";

const database = await testDatabase();
const world = await reconcilerWorld(database);
const { db } = database;
const { hosts, newReconciler, running, offer, compute, system } = world;

describe("machines that are not ours", () => {
  it("are listed, their cards counted as taken, and nothing is done to them", async () => {
    await world.settle();
    const before = (await offer())?.free ?? 0;
    compute.put("by-hand", "a", {}, ["0000:47:00.0"]);
    compute.put("other-portal", "a", { [deploymentTag]: "dep_other", instance: "ins_x" }, ["0000:46:00.0"]);
    compute.boot("by-hand");
    const reconciler = newReconciler();
    compute.calls.length = 0;
    await reconciler.look();
    await world.advance(100_000);
    await reconciler.look();
    await world.settle();
    expect((await offer())?.free).toBe(before - 2);
    const strays = await db.select().from(schema.strayMachines);
    expect(strays.map(({ name, kind }) => [name, kind]).sort()).toEqual([
      ["by-hand", "foreign"],
      ["other-portal", "foreign"],
    ]);
    expect(compute.calls.filter((call) => /by-hand|other-portal/.test(call))).toEqual([]);
    compute.all.delete("by-hand");
    compute.all.delete("other-portal");
    await reconciler.look();
    expect((await offer())?.free).toBe(before);
    expect(await db.select().from(schema.strayMachines)).toEqual([]);
  });

  it("with our tag but unknown are quarantined, and removed later only if they were never ready", async () => {
    const tags = { [deploymentTag]: world.deploymentId, instance: "ins_unknown" };
    compute.put("ins-unknown", "a", tags);
    compute.put("ins-was-ready", "a", { ...tags, instance: "ins_was_ready", ready: "true" });
    const reconciler = newReconciler();
    await reconciler.look();
    expect([compute.all.has("ins-unknown"), compute.all.has("ins-was-ready")]).toEqual([true, true]);
    await world.advance(700);
    await reconciler.look();
    expect([compute.all.has("ins-unknown"), compute.all.has("ins-was-ready")]).toEqual([false, true]);
    compute.all.delete("ins-was-ready");
  });

  it("made after the backup that the database was restored from: all is only observed until an operator confirms", async () => {
    await world.settle();
    const reconciler = newReconciler();
    const [up, off] = [await running(), await running()];
    await stopInstance(off.ctx, { instanceId: off.id });
    await world.settle();
    const { epoch } = await epochState(system);
    expect(compute.all.get(up.name)?.tags.epoch).toMatch(/^\d+$/);
    await reconciler.look();
    expect((await epochState(system)).seen).toBeLessThanOrEqual(epoch);

    // After the backup: one more is launched, one is started again and one is deleted. Then the backup comes back.
    const tags = { [deploymentTag]: world.deploymentId, instance: "ins_later", epoch: `${epoch + 3}` };
    compute.put("ins-later", "a", tags);
    compute.boot(off.name);
    const lost = compute.all.get(up.name);
    compute.all.delete(up.name);
    await reconciler.look();
    compute.calls.length = 0;
    await world.advance(700);
    await reconciler.look();
    await world.settle();
    expect(compute.calls.filter((call) => !/^(hosts|machines|imageAliases)/.test(call))).toEqual([]);
    expect(compute.all.has("ins-later")).toBe(true);
    expect(compute.all.get(off.name)?.status).toBe("running");
    expect(await up.view()).toMatchObject({ state: "running" });
    expect(await epochState(system)).toEqual({ epoch, seen: epoch + 3 });
    expect(await quarantined(system)).toEqual([{ regionId: REGION, name: "ins-later", host: "a" }]);
    // Two truths are no ground to build on.
    const more = up.launchInput();
    await expect(launchInstance(up.ctx, more)).rejects.toMatchObject({ code: "region_unavailable" });

    await confirmEpoch(system);
    if (lost) compute.all.set(up.name, lost);
    await reconciler.look();
    await world.settle();
    expect(compute.all.get(off.name)?.status).toBe("stopped");
    expect(compute.all.has("ins-later")).toBe(false);
    expect(await up.view()).toMatchObject({ state: "running" });
    await launchInstance(up.ctx, more);
    await world.settle();
  });
});

describe("what was confirmed once", () => {
  it("a machine that runs although it is stopped is switched off again", async () => {
    const { id, ctx, name } = await running();
    await stopInstance(ctx, { instanceId: id });
    await world.settle();
    compute.boot(name);
    await newReconciler().look();
    await world.settle();
    expect(compute.all.get(name)?.status).toBe("stopped");
  });

  it("hosts and cards follow the provider, and models that the catalogue knows are recognised", async () => {
    const [first, second] = hosts();
    if (!first || !second) throw new Error("two hosts");
    compute.hostList = [first, { ...second, cards: second.cards.slice(0, 2), schedulable: false }];
    await newReconciler().look();
    const rows = await db.select().from(schema.cards).where(eq(schema.cards.host, "b"));
    expect(rows.filter((card) => card.present)).toHaveLength(2);
    expect(new Set(rows.map((card) => card.gpuModelId))).toEqual(new Set(["a100_80gb"]));
    expect((await offer())?.total).toBe(8);
  });

  it("the strip of the week remembers the least that was free", async () => {
    await recordAvailability(system);
    const week = (await offer())?.week ?? [];
    expect(week).toHaveLength(7);
    expect(week.at(-1)?.minFree).toBeTypeOf("number");
    expect(week[0]?.minFree).toBeNull();
  });
});

it("leaves books in which nothing is wrong", async () => {
  expect(await bookProblems(world)).toEqual([]);
});
