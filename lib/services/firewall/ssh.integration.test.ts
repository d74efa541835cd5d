import { describe, expect, it } from "vitest";
import { machineName } from "@/lib/domain/names";
import { ComputeError } from "@/lib/ports/compute";
import { getInstance } from "@/lib/services/instances/get";
import { launchInstance } from "@/lib/services/instances/launch";
import { tryAgain } from "@/lib/services/instances/try-again";
import { testDatabase } from "@/lib/testing/database";
import { code, firewallWorld, from, rule, ruleSet } from "@/lib/testing/firewalls";
import { TYPE } from "@/lib/testing/machines";
import { closeSsh, openSsh } from "./close-ssh";
import { createFirewallSet } from "./create-set";
import { getInstanceFirewall } from "./instance";
import { updateFirewallSet } from "./update-set";

const database = await testDatabase();
const world = await firewallWorld(database);
const { inRegionWith, running, guarded, kept, compute } = world;

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
    expect(kept(instanceId)).toMatchObject({ ssh: false });
    const closed = await getInstanceFirewall(ctx, { instanceId });
    expect(closed.open.map(({ ports }) => ports)).toEqual(["80"]);
    expect(closed.warnings).toEqual([{ kind: "ssh_closed" }]);
    await openSsh(ctx, { instanceId });
    await world.settleFirewalls();
    expect(kept(instanceId)).toMatchObject({ ssh: true });
    // Without a set it is as it was before there was one.
    await closeSsh(ctx, { instanceId, confirmName: name });
    await give([]);
    await world.settleFirewalls();
    expect(kept(instanceId)).toBeNull();
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
    const second = await createFirewallSet(customer.ctx, ruleSet("more", rule("80")));
    expect(await code(give([set.id, second.id], {}, away))).toBe("fine");
  });

  it("is not limited away by a change of a set that instances have, unless its author says so twice", async () => {
    await inRegionWith("acls");
    const { customer, set, instanceId, give } = await guarded(rule("80"));
    await give([set.id]);
    const away = from(customer, "192.0.2.1");
    const limited = { ...ruleSet("renamed", rule("22", "203.0.113.0/24")), setId: set.id, version: 1 };
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
    const set = await createFirewallSet(customer.ctx, ruleSet("web", rule("8888")));
    const instanceId = await running(customer, { firewallSetIds: [set.id] });
    expect(kept(instanceId)).toMatchObject({ forwards: [{ port: 8888 }] });
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
    const set = await createFirewallSet(customer.ctx, ruleSet("office", rule("22", "203.0.113.0/24")));
    const launch = { ...customer.launchInput(), firewallSetIds: [set.id] };
    expect(await code(launchInstance(customer.ctx, launch))).toBe("firewall_hides_ssh firewallSetIds");
  });

  it("whose SSH is closed while it boots counts as ready after a while, and not before", async () => {
    const customer = await world.customer(1000n);
    const { ctx } = customer;
    const set = await createFirewallSet(ctx, ruleSet("web", rule("80")));
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
