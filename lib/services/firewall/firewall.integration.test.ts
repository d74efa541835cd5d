import { eq } from "drizzle-orm";
import { describe, expect, it } from "vitest";
import * as schema from "@/drizzle/schema";
import { launchInstance } from "@/lib/services/instances/launch";
import { terminateInstance } from "@/lib/services/instances/terminate";
import { testDatabase } from "@/lib/testing/database";
import { code, firewallWorld, rule, ruleSet } from "@/lib/testing/firewalls";
import { closeSsh } from "./close-ssh";
import { createFirewallSet } from "./create-set";
import { deleteFirewallSet } from "./delete-set";
import { getInstanceFirewall } from "./instance";
import { getFirewallSet, listFirewallSets } from "./list-sets";
import { updateFirewallSet } from "./update-set";

const database = await testDatabase();
const world = await firewallWorld(database);
const { inRegionWith, guarded, kept } = world;
const { db } = database;
const logged = async (accountId: string) => {
  const rows = await db.select().from(schema.auditLog).where(eq(schema.auditLog.accountId, accountId));
  return rows.flatMap(({ action }) => (action.startsWith("firewall.") ? [action.slice(9)] : []));
};

describe("a rule set", () => {
  it("is kept in its clean form, changed and deleted, and all of that is in the log", async () => {
    const { ctx, accountId } = await world.customer(10n);
    const set = await createFirewallSet(
      ctx,
      ruleSet("web", rule("80"), rule("8000 - 8010", "203.0.113.7, ::/0")),
    );
    expect(set).toMatchObject({
      version: 1,
      usedBy: [],
      rules: [
        { ports: "80", sources: [] },
        { ports: "8000-8010", sources: ["203.0.113.7/32", "::/0"] },
      ],
    });
    const change = { ...ruleSet("open web", rule("443")), setId: set.id, version: 1, confirmName: undefined };
    expect(await updateFirewallSet(ctx, change)).toMatchObject({ name: "open web", version: 2 });
    await deleteFirewallSet(ctx, { setId: set.id });
    expect((await listFirewallSets(ctx)).sets).toEqual([]);
    expect(await logged(accountId)).toEqual(["set_created", "set_changed", "set_deleted"]);
  });

  it("has a name of its own, and an account and a set hold only so much", async () => {
    const { ctx } = await world.customer(10n);
    await createFirewallSet(ctx, ruleSet("web"));
    expect(await code(createFirewallSet(ctx, ruleSet("web")))).toBe("already_exists name");
    const few = { ...ctx, policies: { ...ctx.policies, firewallSetsPerAccount: 2, firewallRulesPerSet: 1 } };
    expect(await code(createFirewallSet(few, ruleSet("two", rule("1"), rule("2"))))).toBe(
      "firewall_rules_full rules",
    );
    const both = await Promise.all([
      code(createFirewallSet(few, ruleSet("b"))),
      code(createFirewallSet(few, ruleSet("c"))),
    ]);
    expect(both.sort()).toEqual(["fine", "firewall_sets_full name"]);
  });

  it("is changed by one person at a time: the second one is told", async () => {
    const { ctx } = await world.customer(10n);
    const { id: setId } = await createFirewallSet(ctx, ruleSet("web"));
    const edits = ["80", "443"].map((port) =>
      code(
        updateFirewallSet(ctx, { ...ruleSet("web", rule(port)), setId, version: 1, confirmName: undefined }),
      ),
    );
    expect((await Promise.all(edits)).sort()).toEqual(["edited_meanwhile", "fine"]);
    expect((await getFirewallSet(ctx, { setId })).version).toBe(2);
  });

  it("is nobody else's: not seen, not changed, not attached, not launched with", async () => {
    const { ctx, set, instanceId } = await guarded(rule("80"));
    const other = await guarded(rule("80"));
    const stranger = other.ctx;
    const change = { ...ruleSet("x"), setId: set.id, version: 1, confirmName: undefined };
    expect(await code(getFirewallSet(stranger, { setId: set.id }))).toBe("not_found");
    expect(await code(updateFirewallSet(stranger, change))).toBe("not_found");
    expect(await code(deleteFirewallSet(stranger, { setId: set.id }))).toBe("not_found");
    expect(await code(other.give([set.id]))).toBe("unknown setIds");
    expect(await code(getInstanceFirewall(stranger, { instanceId }))).toBe("not_found");
    expect(await code(closeSsh(stranger, { instanceId, confirmName: "x" }))).toBe("not_found");
    const launch = { ...other.customer.launchInput(), firewallSetIds: [set.id] };
    expect(await code(launchInstance(stranger, launch))).toBe("unknown firewallSetIds");
    expect((await listFirewallSets(ctx)).sets).toHaveLength(1);
  });

  it("is read by staff who act, and changed by nobody who only looks", async () => {
    const { ctx, set, instanceId, name } = await guarded(rule("80"));
    const acting = { ...ctx, mode: "acting_read" as const };
    expect((await listFirewallSets(acting)).sets).toHaveLength(1);
    expect(await code(createFirewallSet(acting, ruleSet("more")))).toBe("acting_read_only");
    expect(await code(deleteFirewallSet(acting, { setId: set.id }))).toBe("acting_read_only");
    expect(await code(closeSsh(acting, { instanceId, confirmName: name }))).toBe("acting_read_only");
    const viewer = { ...ctx, subject: ctx.subject && { ...ctx.subject, role: "viewer" as const } };
    expect(await code(createFirewallSet(viewer, ruleSet("more")))).toBe("forbidden");
  });
});

describe("an instance's firewall", () => {
  it("is none until it has a set, follows its sets, and is none again", async () => {
    const { ctx, customer, set, instanceId, give } = await guarded(rule("8888"));
    expect(await getInstanceFirewall(ctx, { instanceId })).toMatchObject({
      state: "none",
      open: [],
      generation: 0,
    });
    expect(await give([set.id])).toMatchObject({ state: "applying", setIds: [set.id] });
    await world.settleFirewalls();
    expect(kept(instanceId)).toMatchObject({ ssh: true, forwards: [{ protocol: "tcp", port: 8888 }] });
    const shown = await getInstanceFirewall(ctx, { instanceId });
    expect(shown).toMatchObject({ state: "applied", warnings: [] });
    expect(shown.open.map(({ ports, outside }) => [ports, outside?.host])).toEqual([
      ["22", "192.0.2.1"],
      ["8888", "192.0.2.1"],
    ]);
    const change = { ...ruleSet("web", rule("9999")), setId: set.id, version: 1, confirmName: undefined };
    await updateFirewallSet(ctx, change);
    expect(await getInstanceFirewall(ctx, { instanceId })).toMatchObject({ state: "applying" });
    await world.settleFirewalls();
    expect(kept(instanceId)).toMatchObject({ forwards: [{ port: 9999 }] });
    expect(await code(deleteFirewallSet(ctx, { setId: set.id }))).toBe("firewall_set_used");
    await give([]);
    await world.settleFirewalls();
    expect(kept(instanceId)).toBeNull();
    expect(await getInstanceFirewall(ctx, { instanceId })).toMatchObject({ state: "none", open: [] });
    expect(await code(deleteFirewallSet(ctx, { setId: set.id }))).toBe("fine");
    expect(await logged(customer.accountId)).toContain("attached");
  });

  it("is changed by one person at a time, and holds only so many sets", async () => {
    const { ctx, set, give } = await guarded(rule("80"));
    const second = await createFirewallSet(ctx, ruleSet("more"));
    await give([set.id]);
    expect(await code(give([second.id], { generation: 0 }))).toBe("edited_meanwhile");
    const few = { ...ctx, policies: { ...ctx.policies, firewallSetsPerInstance: 1 } };
    expect(await code(give([set.id, second.id], {}, few))).toBe("firewall_instance_full setIds");
  });

  it("says which rules it cannot keep where ports are forwarded, and does not open them", async () => {
    const { ctx, set, instanceId, give } = await guarded(
      rule("22", "203.0.113.0/24"),
      rule("80", "203.0.113.0/24"),
    );
    await give([set.id]);
    await world.settleFirewalls();
    expect(kept(instanceId)).toEqual({ kind: "forwards", ssh: true, forwards: [] });
    const { warnings } = await getInstanceFirewall(ctx, { instanceId });
    expect(warnings).toMatchObject([
      { kind: "ssh_open_to_all" },
      { kind: "source_not_kept", rule: { ports: "80" } },
    ]);
  });

  it("cannot be had where the network keeps none", async () => {
    const { give, set } = await guarded(rule("80"));
    await inRegionWith("none");
    expect(await code(give([set.id]))).toBe("firewall_not_here setIds");
  });

  it("is wanted anew when the region's network becomes another", async () => {
    const { give, set, instanceId } = await guarded(rule("80", "203.0.113.0/24"));
    await give([set.id]);
    await world.settleFirewalls();
    await inRegionWith("acls");
    await world.settleFirewalls();
    expect(kept(instanceId)).toMatchObject({
      kind: "acl",
      rules: [{ ports: { first: 22 } }, { ports: { first: 80 } }],
    });
  });

  it("ends with the instance", async () => {
    const { ctx, set, instanceId, name, give } = await guarded(rule("80"));
    await give([set.id]);
    await world.settleFirewalls();
    await terminateInstance(ctx, { instanceId, confirmName: name });
    expect(await code(give([]))).toBe("wrong_state");
    await world.settle();
    await world.settleFirewalls();
    expect(kept(instanceId)).toBeNull();
    expect(await code(deleteFirewallSet(ctx, { setId: set.id }))).toBe("fine");
  });
});
