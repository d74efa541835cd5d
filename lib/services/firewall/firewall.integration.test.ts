import { eq } from "drizzle-orm";
import { afterEach, describe, expect, it } from "vitest";
import * as schema from "@/drizzle/schema";
import { createFirewallSetInput } from "@/lib/contracts/firewall";
import { DomainError } from "@/lib/domain/errors";
import { machineName } from "@/lib/domain/names";
import { ComputeError } from "@/lib/ports/compute";
import { getInstance } from "@/lib/services/instances/get";
import { launchInstance } from "@/lib/services/instances/launch";
import { terminateInstance } from "@/lib/services/instances/terminate";
import { tryAgain } from "@/lib/services/instances/try-again";
import { testDatabase } from "@/lib/testing/database";
import { type Customer, gpuHost, machineWorld, REGION, TYPE } from "@/lib/testing/machines";
import { lookAtRegion } from "@/lib/worker/firewall/look";
import { setInstanceFirewall } from "./attach";
import { closeSsh, openSsh } from "./close-ssh";
import { createFirewallSet } from "./create-set";
import { deleteFirewallSet } from "./delete-set";
import { getInstanceFirewall } from "./instance";
import { getFirewallSet, listFirewallSets } from "./list-sets";
import { updateFirewallSet } from "./update-set";

const database = await testDatabase();
const world = await machineWorld(database, [gpuHost("a", 8), gpuHost("b", 8)]);
const { db } = database;
const { compute, system } = world;

async function inRegionWith(mode: typeof compute.firewalls.mode) {
  compute.firewalls.mode = mode;
  await lookAtRegion(system, REGION);
}
afterEach(async () => {
  await inRegionWith("forwards");
  await world.settleFirewalls();
});

const code = (promise: Promise<unknown>) =>
  promise.then(
    () => "fine",
    (error: unknown) =>
      error instanceof DomainError
        ? [error.params.reason ?? error.code, error.field].filter(Boolean).join(" ")
        : Promise.reject(error),
  );
const rule = (ports: string, sources = "") => ({ protocol: "tcp", ports, sources, note: "" });
const input = (name: string, ...rules: ReturnType<typeof rule>[]) =>
  createFirewallSetInput.parse({ name, rules });
const from = (customer: Customer, ip: string | null) => ({ ...customer.ctx, ip });

async function running(customer: Customer, change: { firewallSetIds?: string[] } = {}) {
  const { id } = await launchInstance(customer.ctx, { ...customer.launchInput(), ...change });
  await world.settle();
  await world.settleFirewalls();
  return id;
}
/** Somebody with an instance that has a set. */
async function guarded(...rules: ReturnType<typeof rule>[]) {
  const customer = await world.customer(1000n);
  const set = await createFirewallSet(customer.ctx, input("web", ...rules));
  const instanceId = await running(customer);
  const give = (
    setIds: string[],
    more: { confirmName?: string; generation?: number } = {},
    ctx = customer.ctx,
  ) =>
    getInstanceFirewall(customer.ctx, { instanceId }).then(({ generation }) =>
      setInstanceFirewall(ctx, { instanceId, setIds, generation, confirmName: undefined, ...more }),
    );
  const name = (await getInstanceFirewall(customer.ctx, { instanceId })).instanceName;
  return { customer, ctx: customer.ctx, set, instanceId, name, give };
}
const wanted = (instanceId: string) => compute.firewalls.inForce.get(machineName(instanceId)) ?? null;
const logged = async (accountId: string) => {
  const rows = await db.select().from(schema.auditLog).where(eq(schema.auditLog.accountId, accountId));
  return rows.flatMap(({ action }) => (action.startsWith("firewall.") ? [action.slice(9)] : []));
};

describe("a rule set", () => {
  it("is kept in its clean form, changed and deleted, and all of that is in the log", async () => {
    const { ctx, accountId } = await world.customer(10n);
    const set = await createFirewallSet(
      ctx,
      input("web", rule("80"), rule("8000 - 8010", "203.0.113.7, ::/0")),
    );
    expect(set).toMatchObject({
      version: 1,
      usedBy: [],
      rules: [
        { ports: "80", sources: [] },
        { ports: "8000-8010", sources: ["203.0.113.7/32", "::/0"] },
      ],
    });
    const change = { ...input("open web", rule("443")), setId: set.id, version: 1, confirmName: undefined };
    expect(await updateFirewallSet(ctx, change)).toMatchObject({ name: "open web", version: 2 });
    await deleteFirewallSet(ctx, { setId: set.id });
    expect((await listFirewallSets(ctx)).sets).toEqual([]);
    expect(await logged(accountId)).toEqual(["set_created", "set_changed", "set_deleted"]);
  });

  it("has a name of its own, and an account and a set hold only so much", async () => {
    const { ctx } = await world.customer(10n);
    await createFirewallSet(ctx, input("web"));
    expect(await code(createFirewallSet(ctx, input("web")))).toBe("already_exists name");
    const few = { ...ctx, policies: { ...ctx.policies, firewallSetsPerAccount: 2, firewallRulesPerSet: 1 } };
    expect(await code(createFirewallSet(few, input("two", rule("1"), rule("2"))))).toBe(
      "firewall_rules_full rules",
    );
    const both = await Promise.all([
      code(createFirewallSet(few, input("b"))),
      code(createFirewallSet(few, input("c"))),
    ]);
    expect(both.sort()).toEqual(["fine", "firewall_sets_full name"]);
  });

  it("is changed by one person at a time: the second one is told", async () => {
    const { ctx } = await world.customer(10n);
    const { id: setId } = await createFirewallSet(ctx, input("web"));
    const edits = ["80", "443"].map((port) =>
      code(
        updateFirewallSet(ctx, { ...input("web", rule(port)), setId, version: 1, confirmName: undefined }),
      ),
    );
    expect((await Promise.all(edits)).sort()).toEqual(["edited_meanwhile", "fine"]);
    expect((await getFirewallSet(ctx, { setId })).version).toBe(2);
  });

  it("is nobody else's: not seen, not changed, not attached, not launched with", async () => {
    const { ctx, set, instanceId } = await guarded(rule("80"));
    const other = await guarded(rule("80"));
    const stranger = other.ctx;
    const change = { ...input("x"), setId: set.id, version: 1, confirmName: undefined };
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
    expect(await code(createFirewallSet(acting, input("more")))).toBe("acting_read_only");
    expect(await code(deleteFirewallSet(acting, { setId: set.id }))).toBe("acting_read_only");
    expect(await code(closeSsh(acting, { instanceId, confirmName: name }))).toBe("acting_read_only");
    const viewer = { ...ctx, subject: ctx.subject && { ...ctx.subject, role: "viewer" as const } };
    expect(await code(createFirewallSet(viewer, input("more")))).toBe("forbidden");
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
    expect(wanted(instanceId)).toMatchObject({ ssh: true, forwards: [{ protocol: "tcp", port: 8888 }] });
    const shown = await getInstanceFirewall(ctx, { instanceId });
    expect(shown).toMatchObject({ state: "applied", warnings: [] });
    expect(shown.open.map(({ ports, outside }) => [ports, outside?.host])).toEqual([
      ["22", "192.0.2.1"],
      ["8888", "192.0.2.1"],
    ]);
    const change = { ...input("web", rule("9999")), setId: set.id, version: 1, confirmName: undefined };
    await updateFirewallSet(ctx, change);
    expect(await getInstanceFirewall(ctx, { instanceId })).toMatchObject({ state: "applying" });
    await world.settleFirewalls();
    expect(wanted(instanceId)).toMatchObject({ forwards: [{ port: 9999 }] });
    expect(await code(deleteFirewallSet(ctx, { setId: set.id }))).toBe("firewall_set_used");
    await give([]);
    await world.settleFirewalls();
    expect(wanted(instanceId)).toBeNull();
    expect(await getInstanceFirewall(ctx, { instanceId })).toMatchObject({ state: "none", open: [] });
    expect(await code(deleteFirewallSet(ctx, { setId: set.id }))).toBe("fine");
    expect(await logged(customer.accountId)).toContain("attached");
  });

  it("is changed by one person at a time, and holds only so many sets", async () => {
    const { ctx, set, give } = await guarded(rule("80"));
    const second = await createFirewallSet(ctx, input("more"));
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
    expect(wanted(instanceId)).toEqual({ kind: "forwards", ssh: true, forwards: [] });
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
    expect(wanted(instanceId)).toMatchObject({
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
    expect(wanted(instanceId)).toBeNull();
    expect(await code(deleteFirewallSet(ctx, { setId: set.id }))).toBe("fine");
  });
});

describe("SSH", () => {
  it("is closed by typing the instance's name, and by nothing else; it opens at once", async () => {
    const { ctx, set, instanceId, name, give } = await guarded(rule("80"));
    expect(await code(closeSsh(ctx, { instanceId, confirmName: name }))).toBe("wrong_state");
    await give([set.id]);
    expect(await code(closeSsh(ctx, { instanceId, confirmName: "another" }))).toBe(
      "name_not_matching confirmName",
    );
    expect(await closeSsh(ctx, { instanceId, confirmName: ` ${name} ` })).toMatchObject({ sshClosed: true });
    await world.settleFirewalls();
    expect(wanted(instanceId)).toMatchObject({ ssh: false });
    const closed = await getInstanceFirewall(ctx, { instanceId });
    expect(closed.open.map(({ ports }) => ports)).toEqual(["80"]);
    expect(closed.warnings).toEqual([{ kind: "ssh_closed" }]);
    await openSsh(ctx, { instanceId });
    await world.settleFirewalls();
    expect(wanted(instanceId)).toMatchObject({ ssh: true });
    // Without a set it is as it was before there was one.
    await closeSsh(ctx, { instanceId, confirmName: name });
    await give([]);
    await world.settleFirewalls();
    expect(wanted(instanceId)).toBeNull();
    expect((await getInstanceFirewall(ctx, { instanceId })).sshClosed).toBe(false);
  });

  it("is not limited away from whoever attaches a set, unless they say so twice", async () => {
    await inRegionWith("acls");
    const { customer, set, name, give } = await guarded(rule("22", "203.0.113.0/24"));
    const away = from(customer, "192.0.2.1");
    expect(await code(give([set.id], {}, away))).toBe("ssh_second_word confirmName");
    expect(await code(give([set.id], {}, from(customer, null)))).toBe("ssh_second_word confirmName");
    expect(await code(give([set.id], { confirmName: "wrong" }, away))).toBe("name_not_matching confirmName");
    expect(await code(give([set.id], {}, from(customer, "203.0.113.9")))).toBe("fine");
    await give([]);
    expect(await code(give([set.id], { confirmName: name }, away))).toBe("fine");
    // It is away already: nothing is taken.
    const second = await createFirewallSet(customer.ctx, input("more", rule("80")));
    expect(await code(give([set.id, second.id], {}, away))).toBe("fine");
  });

  it("is not limited away by a change of a set that instances have, unless its author says so twice", async () => {
    await inRegionWith("acls");
    const { customer, set, instanceId, give } = await guarded(rule("80"));
    await give([set.id]);
    const away = from(customer, "192.0.2.1");
    const limited = { ...input("renamed", rule("22", "203.0.113.0/24")), setId: set.id, version: 1 };
    const change = (confirmName?: string) => updateFirewallSet(away, { ...limited, confirmName });
    expect(await code(change())).toBe("ssh_second_word confirmName");
    expect(await code(change("renamed"))).toBe("name_not_matching confirmName");
    expect(await code(change("web"))).toBe("fine");
    await world.settleFirewalls();
    const { warnings } = await getInstanceFirewall(away, { instanceId });
    expect(warnings).toEqual([{ kind: "ssh_not_from_here" }]);
  });
});

describe("a launch", () => {
  it("takes sets along, which are in force as soon as the machine is there; trying again takes them too", async () => {
    const customer = await world.customer(1000n);
    const set = await createFirewallSet(customer.ctx, input("web", rule("8888")));
    const instanceId = await running(customer, { firewallSetIds: [set.id] });
    expect(wanted(instanceId)).toMatchObject({ forwards: [{ port: 8888 }] });
    compute.fail("create", new ComputeError("image_missing", "there is no such image", false));
    const failing = { ...customer.launchInput(), firewallSetIds: [set.id] };
    const { id: failed } = await launchInstance(customer.ctx, failing);
    await world.settle();
    const again = { instanceId: failed, requestId: "again-and-again", priceId: `prc_run_${TYPE}` };
    const { id } = await tryAgain(customer.ctx, again);
    expect((await getInstanceFirewall(customer.ctx, { instanceId: id })).setIds).toEqual([set.id]);
  });

  it("takes none that hides SSH, by which it is seen to be ready", async () => {
    await inRegionWith("acls");
    const customer = await world.customer(1000n);
    const set = await createFirewallSet(customer.ctx, input("office", rule("22", "203.0.113.0/24")));
    const launch = { ...customer.launchInput(), firewallSetIds: [set.id] };
    expect(await code(launchInstance(customer.ctx, launch))).toBe("firewall_hides_ssh firewallSetIds");
  });

  it("whose SSH is closed while it boots counts as ready after a while, and not before", async () => {
    const customer = await world.customer(1000n);
    const { ctx } = customer;
    const set = await createFirewallSet(ctx, input("web", rule("80")));
    const launched = await launchInstance(ctx, { ...customer.launchInput(), firewallSetIds: [set.id] });
    const instanceId = launched.id;
    compute.silent.add(machineName(instanceId));
    await world.settle();
    await closeSsh(ctx, { instanceId, confirmName: launched.name });
    await world.settleFirewalls();
    await world.settle();
    expect((await getInstance(ctx, { instanceId })).state).toBe("booting");
    await world.advance(100);
    await world.settle();
    expect(await getInstance(ctx, { instanceId })).toMatchObject({
      state: "running",
      firewall: { sets: 1, ssh: "closed" },
    });
  });
});
