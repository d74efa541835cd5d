/** What carries our tag and nobody owns: found, shown, and removed after its time; nothing else ever is. */
import { sql } from "drizzle-orm";
import { afterEach, describe, expect, it } from "vitest";
import { providerName, volumeName } from "@/lib/domain/names";
import { ComputeError, deploymentTag } from "@/lib/ports/compute";
import type { OwnThing } from "@/lib/ports/own-storage";
import { confirmEpoch } from "@/lib/services/fleet/epoch";
import { readStrayThings } from "@/lib/services/fleet/stray-storage";
import { newId } from "@/lib/services/id";
import { testDatabase } from "@/lib/testing/database";
import { newKeeper } from "@/lib/testing/keeper";
import { gpuHost, machineWorld, REGION } from "@/lib/testing/machines";
import { lookAtStorage } from "./look";

const database = await testDatabase();
const world = await machineWorld(database, [gpuHost("a", 8)]);
const { db } = database;
const { compute, system } = world;
const HOURS = 3600;

afterEach(async () => {
  compute.heal();
  compute.strays.length = 0;
  compute.calls.length = 0;
  await db.execute(sql`update deployment set epoch = greatest(epoch, epoch_seen)`);
  await lookAtStorage(system, REGION);
});

const look = () => lookAtStorage(system, REGION);
const strays = () => readStrayThings(system, REGION);
const removals = () => compute.calls.filter((call) => call.startsWith("remove"));
const tags = { [deploymentTag]: world.deploymentId };
const stray = (kind: OwnThing["kind"], name: string, more: Record<string, string> = {}): OwnThing => ({
  ...{ kind, name, host: kind === "image" ? "" : "a" },
  tags: { ...tags, ...more },
});
const nameOf = (prefix: "vol" | "img" | "snp" | "vsn") => providerName(newId(prefix));

const keeper = () => newKeeper(world);

describe("what nobody owns", () => {
  it("is not what somebody has, however old it is", async () => {
    await keeper();
    await look();
    await world.advance(200 * HOURS);
    await look();
    expect(await strays()).toEqual([]);
    expect(removals()).toEqual([]);
  });

  it("is shown with the time at which it goes, and is gone then, without touching anything before", async () => {
    const { volumeId, instanceId } = await keeper();
    const names = {
      volume: nameOf("vol"),
      image: nameOf("img"),
      snapshot: `${providerName(instanceId)}/${nameOf("snp")}`,
      weekly: `${volumeName(volumeId)}/${nameOf("vsn")}`,
    };
    compute.strays.push(
      stray("volume", names.volume),
      stray("image", names.image),
      stray("snapshot", names.snapshot),
      stray("snapshot", names.weekly),
    );
    await look();
    const shown = await strays();
    expect(shown.map(({ kind, why }) => [kind, why]).sort()).toEqual([
      ["image", "unknown"],
      ["snapshot", "unknown"],
      ["snapshot", "unknown"],
      ["volume", "unknown"],
    ]);
    for (const { firstSeenAt, removedAfter } of shown)
      expect(Date.parse(removedAfter) - Date.parse(firstSeenAt)).toBe(72 * HOURS * 1000);
    await world.advance(71 * HOURS);
    await look();
    expect(removals()).toEqual([]);
    await world.advance(2 * HOURS);
    await look();
    expect(removals().sort()).toEqual([
      `removeImage ${names.image}`,
      `removeSnapshot ${names.snapshot.split("/")[1]}`,
      `removeVolume ${names.volume}`,
      `removeVolumeSnapshot ${volumeName(volumeId)}`,
    ]);
    compute.strays.length = 0;
    await look();
    expect(await strays()).toEqual([]);
  });

  it("goes soon when it was deleted here and the provider has it all the same", async () => {
    const { volumeId } = await keeper();
    await db.execute(sql`update volume_snapshots set state = 'failed' where volume_id = ${volumeId}`);
    await look();
    expect(await strays()).toMatchObject([{ kind: "snapshot", why: "ended" }]);
    await world.advance(599);
    await look();
    expect(removals()).toEqual([]);
    await world.advance(2);
    await look();
    expect(removals()).toEqual([`removeVolumeSnapshot ${volumeName(volumeId)}`]);
  });

  it("says what the provider said when it cannot be removed, and tries again", async () => {
    const name = nameOf("vol");
    compute.strays.push(stray("volume", name));
    await look();
    await world.advance(73 * HOURS);
    compute.fail("removeVolume", new ComputeError("refused", "still in use", true));
    await look();
    expect(await strays()).toMatchObject([{ name, error: "still in use" }]);
    await look();
    expect(removals()).toEqual([`removeVolume ${name}`, `removeVolume ${name}`]);
  });
});

describe("left alone", () => {
  it.each([
    ["a copy that an operator made and named", () => stray("volume", "backup-of-vol-1")],
    ["a snapshot that somebody took by hand", () => stray("snapshot", `${nameOf("vol")}/by-hand`)],
    ["a snapshot of what is itself nobody's", () => stray("snapshot", `${nameOf("vol")}/${nameOf("vsn")}`)],
  ])("is %s", async (_, thing) => {
    compute.strays.push(thing());
    await look();
    await world.advance(200 * HOURS);
    await look();
    expect(await strays()).toEqual([]);
    expect(removals()).toEqual([]);
  });

  it("is everything while the deployment only observes: what is there is newer than the database", async () => {
    const [older, newer] = [nameOf("vol"), nameOf("vol")];
    compute.strays.push(stray("volume", older), stray("volume", newer, { epoch: "999999" }));
    await look();
    await world.advance(200 * HOURS);
    await look();
    expect(await strays()).toHaveLength(2);
    expect(removals()).toEqual([]);
    await confirmEpoch(system);
    await look();
    expect(removals()).toHaveLength(2);
  });

  it("is everything in a region that does not answer", async () => {
    compute.strays.push(stray("volume", nameOf("vol")));
    await look();
    await world.advance(200 * HOURS);
    compute.fail("ownThings", new ComputeError("unreachable", "no answer", true));
    await look();
    expect(removals()).toEqual([]);
  });
});

it("marks what it makes with an epoch that the database knew before", async () => {
  const { volumeId } = await keeper();
  const { rows } = await db.execute<{ epoch: number }>(sql`select epoch from deployment`);
  const made = (await compute.ownThings()).filter(({ name }) => name.startsWith(volumeName(volumeId)));
  expect(made).toHaveLength(2);
  for (const thing of await compute.ownThings()) {
    expect(Number(thing.tags.epoch)).toBeGreaterThan(0);
    expect(Number(thing.tags.epoch)).toBeLessThanOrEqual(rows[0]?.epoch ?? 0);
  }
});
