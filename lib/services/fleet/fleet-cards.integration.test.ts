import { eq, sql } from "drizzle-orm";
import { describe, expect, it } from "vitest";
import * as schema from "@/drizzle/schema";
import { machineName } from "@/lib/domain/names";
import { deploymentTag } from "@/lib/ports/compute";
import { connect } from "@/lib/server/database";
import { launchInstance } from "@/lib/services/instances/launch";
import { stopInstance } from "@/lib/services/instances/stop";
import { verifyMoney } from "@/lib/services/money/verify";
import { testDatabase } from "@/lib/testing/database";
import { fleetWorld } from "@/lib/testing/fleet";
import { bookProblems, card, REGION } from "@/lib/testing/machines";
import { readFleet } from "./read-fleet";
import { readRegion } from "./read-region";

const database = await testDatabase();
const { world, db, compute, system, look, admin, host, offer } = await fleetWorld(database);

describe("cards, checked against the cluster", () => {
  const cards = async () =>
    (await host("a")).cards.map(({ state, heldBy }) => `${state} ${heldBy.join()}`.trim());
  const wrongs = async () =>
    (await verifyMoney(connect(database.reader), system.policies))
      .filter(({ invariant }) => invariant === 10)
      .flatMap(({ violations }) => violations);
  /** As if it had been so for a while. */
  const later = () =>
    db.execute(sql`update cards set disagrees_since = disagrees_since - interval '2 minutes'`);

  it("says when a machine of ours has a card that our books call free, and the reverse", async () => {
    const { ctx, launchInput } = await world.customer(100n);
    const { id } = await launchInstance(ctx, launchInput());
    await world.settle();
    await look();
    const home = (await db.select().from(schema.instances).where(eq(schema.instances.id, id)))[0]?.host ?? "";
    expect((await host(home)).cards.filter((each) => each.state === "held")).toMatchObject([
      { instance: { id, name: "box" }, heldBy: [machineName(id)] },
    ]);
    expect(await wrongs()).toEqual([]);

    const name = machineName(id);
    const machine = compute.all.get(name);
    if (!machine) throw new Error("no machine");
    compute.all.set(name, { ...machine, cards: [card(1).pciAddress] });
    await look();
    // A look may be older than what it is compared with: not yet.
    expect((await host(home)).cards.map(({ state }) => state)).not.toContain("wrong");
    await later();
    expect((await host(home)).cards.map(({ state }) => state)).toEqual(["wrong", "wrong"]);
    expect(await wrongs()).toEqual([
      expect.stringContaining(`held by ${id}, the provider shows nobody`),
      expect.stringContaining(`held by nobody, the provider shows ${name}`),
    ]);
    expect((await readFleet(admin)).regions[0]?.cards.wrong).toBe(2);
    compute.all.set(name, machine);
    await look();
    expect(await wrongs()).toEqual([]);
    await stopInstance(ctx, { instanceId: id });
    await world.settle();
    await look();
    expect(await wrongs()).toEqual([]);
  });

  it("does not offer what a stranger's machine, or one of ours that nobody knows, has", async () => {
    compute.put("theirs", "a", {}, [card(0).pciAddress]);
    compute.boot("theirs");
    const free = (await offer())?.free ?? 0;
    await look();
    expect(await cards()).toEqual(["foreign theirs", "free"]);
    expect((await offer())?.free).toBe(free - 1);
    const tags = { [deploymentTag]: world.deploymentId, instance: "ins_unknown", ready: "true" };
    compute.put("ins-unknown", "a", tags, [card(1).pciAddress]);
    compute.boot("ins-unknown");
    await look();
    expect(await cards()).toEqual(["foreign theirs", "foreign ins-unknown"]);
    expect((await readRegion(admin, { regionId: REGION })).strays).toMatchObject([
      { name: "theirs", kind: "foreign" },
      { name: "ins-unknown", kind: "quarantined" },
    ]);
    expect(await wrongs()).toEqual([]);
    await world.advance(601);
    await look();
    expect(await wrongs()).toEqual([expect.stringContaining("ins-unknown of here/a carries our tag")]);
    compute.all.delete("theirs");
    compute.all.delete("ins-unknown");
    await look();
    expect(await bookProblems(world)).toEqual([]);
  });
});
