import { eq, sql } from "drizzle-orm";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import * as schema from "@/drizzle/schema";
import type { RegionInput } from "@/lib/contracts/fleet";
import { machineName } from "@/lib/domain/names";
import type { ClusterConnection, ClusterProblem } from "@/lib/ports/clusters";
import { ComputeError, deploymentTag } from "@/lib/ports/compute";
import { connect } from "@/lib/server/database";
import { availability } from "@/lib/services/catalogue/availability";
import type { Actor } from "@/lib/services/context";
import { mirrorImages } from "@/lib/services/images/mirror";
import { getInstance } from "@/lib/services/instances/get";
import { launchInstance } from "@/lib/services/instances/launch";
import { startInstance } from "@/lib/services/instances/start";
import { stopInstance } from "@/lib/services/instances/stop";
import { verifyMoney } from "@/lib/services/money/verify";
import { testContext } from "@/lib/testing/context";
import { testDatabase } from "@/lib/testing/database";
import { bookProblems, card, gpuHost, machineWorld, REGION, TYPE } from "@/lib/testing/machines";
import { Reconciler } from "@/lib/worker/fleet/reconciler";
import { drainHost, undrainHost } from "./drain-host";
import { evacuateHost, restoreHost } from "./evacuate-host";
import { readFleet } from "./read-fleet";
import { newRegionForm, readRegion } from "./read-region";
import { closeRegion, reopenRegion } from "./region-sale";
import { removeRegion } from "./remove-region";
import { saveRegion } from "./save-region";

const database = await testDatabase();
const { db } = database;
const world = await machineWorld(database, [gpuHost("a", 2), gpuHost("b", 2)]);
const { compute, system } = world;
const reconciler = () => new Reconciler(system, REGION, { deploymentId: world.deploymentId });
const look = () => reconciler().look();

/** What the cluster of the join check is like, and what was asked. */
let wrong: ClusterProblem[] = [];
let asked: { connection: Pick<ClusterConnection, "address" | "storagePool">; aliases: readonly string[] }[] =
  [];
let reloads = 0;

async function staff(staffRole: "admin" | "support") {
  const userId = `usr_${staffRole}`;
  await db
    .insert(schema.users)
    .values({ id: userId, email: `${staffRole}@staff.test`, name: "Olga", staffRole })
    .onConflictDoNothing();
  const actor: Actor = {
    kind: "user",
    userId,
    name: "Olga",
    email: `${staffRole}@staff.test`,
    emailConfirmed: true,
    staffRole,
    sessionId: "ses_staff",
    passwordConfirmedAt: new Date(0),
  };
  const found = { server: "lxd", version: "5.0.2", clustered: true, hosts: 2, cards: 4 };
  const clusters = {
    inspect: async (
      connection: Pick<ClusterConnection, "address" | "storagePool">,
      aliases: readonly string[],
    ) => {
      asked.push({ connection, aliases });
      return { problems: wrong, found: wrong.length === 0 ? found : null };
    },
    identity: async () => ({ certificate: "PEM", fingerprint: "f".repeat(64) }),
    configured: (regionId: string): ClusterConnection | null =>
      regionId === REGION
        ? { address: { kind: "unix", folder: "/run/here" }, storagePool: "default", sshReach: null }
        : null,
    reload: async () => {
      reloads += 1;
    },
  };
  return testContext(database, { actor, mode: "staff", ports: { clusters } });
}
const admin = await staff("admin");

const input = (changes: Partial<RegionInput> = {}): RegionInput => ({
  ...newRegionForm,
  mode: "add",
  intent: "save",
  regionId: "xx-north-1",
  name: "North",
  country: "XX",
  status: "online",
  phase: 1,
  cluster: "https",
  address: "127.0.0.1:8443",
  certificate: `${"AB:".repeat(31)}AB`,
  ...changes,
});
const audit = async () => {
  const rows = await db.select().from(schema.auditLog).where(sql`action ~ '^(region|host)\\.'`);
  return rows.map(({ action, targetId, actorUserId }) => `${action} ${targetId} ${actorUserId ?? "system"}`);
};
const refusal = (promise: Promise<unknown>) =>
  promise.then(
    () => "success",
    (error: { code?: string; field?: string; params?: { reason?: string } }) =>
      [error.code, error.params?.reason, error.field].filter(Boolean).join(" "),
  );
const host = async (name: string) => {
  const { hosts } = await readRegion(admin, { regionId: REGION });
  const found = hosts.find((each) => each.name === name);
  if (!found) throw new Error(`no host ${name}`);
  return found;
};
const offer = async () => (await availability(system)).offers.find((each) => each.typeId === TYPE);

beforeEach(async () => {
  compute.heal();
  compute.hostList = [gpuHost("a", 2), gpuHost("b", 2)];
  wrong = [];
  asked = [];
  await look();
});
afterEach(async () => {
  for (const name of ["a", "b"]) await undrainHost(admin, { regionId: REGION, host: name });
  await db.execute(sql`update regions set status = 'online' where id = ${REGION}`);
});

describe("who may", () => {
  it("only administrators see or change the fleet", async () => {
    const support = await staff("support");
    const { ctx: customer } = await world.customer(0n);
    const ref = { regionId: REGION, host: "a" };
    for (const ctx of [support, customer]) {
      expect(await refusal(readFleet(ctx))).toBe("forbidden");
      expect(await refusal(readRegion(ctx, ref))).toBe("forbidden");
      expect(await refusal(saveRegion(ctx, input({ intent: "check" })))).toBe("forbidden");
      expect(await refusal(closeRegion(ctx, ref))).toBe("forbidden");
      expect(await refusal(reopenRegion(ctx, ref))).toBe("forbidden");
      expect(await refusal(removeRegion(ctx, ref))).toBe("forbidden");
      for (const verb of [drainHost, undrainHost, evacuateHost, restoreHost])
        expect(await refusal(verb(ctx, ref))).toBe("forbidden");
    }
    expect(asked).toEqual([]);
  });
});

describe("adding a region", () => {
  it("saves nothing while anything is wrong, and says what", async () => {
    wrong = [
      { kind: "no_storage_pool", wanted: "default", existing: ["fast", "slow"] },
      { kind: "images_missing", aliases: ["cuda"] },
    ];
    const answer = await saveRegion(admin, input());
    expect(answer).toEqual({
      saved: false,
      regionId: "xx-north-1",
      check: {
        problems: [
          { kind: "no_storage_pool", detail: { wanted: "default", existing: "fast, slow" } },
          { kind: "images_missing", detail: { aliases: "cuda" } },
        ],
        found: null,
      },
    });
    expect(asked).toEqual([
      {
        connection: {
          address: { kind: "https", host: "127.0.0.1", port: 8443, fingerprint: "ab".repeat(32) },
          storagePool: "default",
          sshReach: null,
        },
        aliases: ["cuda", "plain"],
      },
    ]);
    expect((await readFleet(admin)).regions.map(({ id }) => id)).toEqual([REGION]);
  });

  it("checks without saving when it is only asked to check", async () => {
    expect(await saveRegion(admin, input({ intent: "check" }))).toMatchObject({
      saved: false,
      check: { problems: [] },
    });
    expect((await readFleet(admin)).regions).toHaveLength(1);
  });

  it("asks for a region's own alias of an image", async () => {
    const [image] = await db.select().from(schema.images).where(eq(schema.images.alias, "cuda"));
    const here = { imageId: image?.id ?? "", regionId: REGION };
    const alias = (name: string | null) =>
      db
        .insert(schema.imageRegions)
        .values({ ...here, alias: name })
        .onConflictDoUpdate({
          target: [schema.imageRegions.imageId, schema.imageRegions.regionId],
          set: { alias: name },
        });
    await alias("cuda-here");
    await reopenRegion(admin, { regionId: REGION });
    await saveRegion(admin, input({ intent: "check" }));
    expect(asked.map(({ aliases }) => aliases)).toEqual([
      ["cuda-here", "plain"],
      ["cuda", "plain"],
    ]);
    await alias(null);
  });

  it("shows the driver that a host reports, and the address from which it forwards, as they change", async () => {
    const driver = { version: "550.54.15", cuda: "12.4" };
    compute.hostList = [{ ...gpuHost("a", 2), driver }, gpuHost("b", 2)];
    await look();
    expect(await host("a")).toMatchObject({ driver, address: "203.0.113.7" });
    compute.hostList = [{ ...gpuHost("a", 2), driver, address: "203.0.113.8" }, gpuHost("b", 2)];
    await look();
    expect((await host("a")).address).toBe("203.0.113.8");
  });

  it("takes an address for the region, or each host's own", async () => {
    for (const sshHost of ["203.0.113.5", "host"])
      expect(
        await saveRegion(admin, input({ intent: "check", ssh: "forward", sshHost, sshPorts: "22000-22999" })),
      ).toMatchObject({ check: { problems: [] } });
  });

  it("says which field cannot be used", async () => {
    const problem = (changes: Partial<RegionInput>) => refusal(saveRegion(admin, input(changes)));
    expect(await problem({ cluster: "none" })).toBe("invalid_input cluster_missing cluster");
    expect(await problem({ cluster: "settings" })).toBe("invalid_input region_not_in_settings cluster");
    expect(await problem({ cluster: "unix", folder: "var" })).toBe("invalid_input folder_invalid folder");
    expect(await problem({ address: "not a host" })).toBe("invalid_input cluster_address_invalid address");
    expect(await problem({ certificate: "abc" })).toBe("invalid_input certificate_invalid certificate");
    expect(await problem({ storagePool: "a b" })).toBe("invalid_input pool_invalid storagePool");
    expect(await problem({ ssh: "forward", sshHost: "host.example" })).toBe(
      "invalid_input ssh_host_invalid sshHost",
    );
    expect(await problem({ ssh: "forward", sshHost: "10.0.0.1", sshPorts: "9-2" })).toBe(
      "invalid_input ports_invalid sshPorts",
    );
    expect(await problem({ status: "announced" })).toBe("invalid_input announced_for_missing announcedFor");
    // The world of the tests is a demonstration.
    expect(await problem({ address: "10.0.0.5" })).toBe("invalid_input demonstration_local_only address");
    expect(await problem({ mode: "edit", regionId: "nowhere" })).toBe("not_found");
    expect(await problem({ regionId: REGION })).toBe("already_exists region_code_taken regionId");
    expect(asked.length).toBeLessThanOrEqual(2);
  });

  it("keeps what passed, with the address, and follows at once", async () => {
    const before = reloads;
    const made = await saveRegion(
      admin,
      input({ ssh: "forward", sshHost: "203.0.113.5", sshPorts: "22000-22999", storagePool: "fast" }),
    );
    expect(made).toMatchObject({ saved: true, check: { problems: [] } });
    expect(reloads).toBe(before + 1);
    const detail = await readRegion(admin, { regionId: "xx-north-1" });
    expect(detail.region).toMatchObject({
      status: "online",
      address: "https://127.0.0.1:8443",
      health: { state: "never" },
    });
    expect(detail.form).toMatchObject({
      cluster: "https",
      certificate: "ab".repeat(32),
      storagePool: "fast",
      sshPorts: "22000-22999",
    });
    await saveRegion(admin, input({ mode: "edit", cluster: "unix", folder: "/run/incus/unix.socket" }));
    expect((await readRegion(admin, { regionId: "xx-north-1" })).region.address).toBe("/run/incus");
    expect((await audit()).slice(-2)).toEqual([
      "region.added xx-north-1 usr_admin",
      "region.edited xx-north-1 usr_admin",
    ]);
  });

  it("forgets one in which nothing was ever sold, and no other", async () => {
    // What the worker has written down of it meanwhile goes with it.
    await mirrorImages(system, "xx-north-1", []);
    await removeRegion(admin, { regionId: "xx-north-1" });
    expect((await readFleet(admin)).regions.map(({ id }) => id)).toEqual([REGION]);
    expect(await refusal(removeRegion(admin, { regionId: "xx-north-1" }))).toBe("not_found");
    expect(await refusal(removeRegion(admin, { regionId: REGION }))).toBe("wrong_state region_used");
  });

  it("announces a region without a cluster", async () => {
    const announced = input({
      regionId: "xx-south-1",
      status: "announced",
      announcedFor: "2028",
      cluster: "none",
    });
    expect(await saveRegion(admin, announced)).toEqual({ saved: true, regionId: "xx-south-1", check: null });
    expect(asked).toEqual([]);
    expect((await readRegion(admin, { regionId: "xx-south-1" })).region).toMatchObject({
      status: "announced",
      announcedFor: "2028",
      address: null,
      health: { state: "none" },
    });
  });
});

describe("a region out of sale", () => {
  it("takes nothing new; what is there stops and starts; it comes back when its cluster passes", async () => {
    const { ctx, launchInput } = await world.customer(100n);
    const { id } = await launchInstance(ctx, launchInput());
    await world.settle();
    await closeRegion(admin, { regionId: REGION });
    await closeRegion(admin, { regionId: REGION });
    expect(await refusal(launchInstance(ctx, launchInput()))).toBe("region_unavailable regionId");
    expect((await availability(system)).regions.map((each) => each.id)).not.toContain(REGION);
    await stopInstance(ctx, { instanceId: id });
    await world.settle();
    await startInstance(ctx, { instanceId: id, priceId: `prc_run_${TYPE}`, stopAt: null });
    await world.settle();
    expect(await getInstance(ctx, { instanceId: id })).toMatchObject({ state: "running" });
    expect(
      await refusal(
        saveRegion(
          admin,
          input({
            mode: "edit",
            regionId: REGION,
            status: "announced",
            announcedFor: "later",
            cluster: "none",
          }),
        ),
      ),
    ).toBe("wrong_state region_has_instances cluster");

    wrong = [{ kind: "not_trusted" }];
    expect(await reopenRegion(admin, { regionId: REGION })).toMatchObject({
      saved: false,
      check: { problems: [{ kind: "not_trusted", detail: { fingerprint: "f".repeat(64) } }] },
    });
    expect((await readFleet(admin)).regions[0]?.status).toBe("closed");
    wrong = [];
    expect(await reopenRegion(admin, { regionId: REGION })).toMatchObject({ saved: true });
    expect((await readFleet(admin)).regions[0]?.status).toBe("online");
    await stopInstance(ctx, { instanceId: id });
    await world.settle();
  });
});

describe("draining a host", () => {
  it("places nothing there until it ends; what runs goes on", async () => {
    const { ctx, launchInput } = await world.customer(100n);
    const { id } = await launchInstance(ctx, launchInput());
    await world.settle();
    const home = (await db.select().from(schema.instances).where(eq(schema.instances.id, id)))[0]?.host ?? "";
    const free = (await offer())?.free ?? 0;
    const room = (await host(home)).cards.filter((each) => each.state === "free").length;
    await drainHost(admin, { regionId: REGION, host: home });
    await drainHost(admin, { regionId: REGION, host: home });
    await look();
    expect((await offer())?.free).toBe(free - room);
    expect(await host(home)).toMatchObject({ state: "online", drainedAt: expect.any(String), running: 1 });
    expect(await getInstance(ctx, { instanceId: id })).toMatchObject({ state: "running" });
    await stopInstance(ctx, { instanceId: id });
    await world.settle();
    const start = { instanceId: id, priceId: `prc_run_${TYPE}`, stopAt: null };
    // Its disk is on a host that takes nothing: what is offered is a copy to another.
    expect(await refusal(startInstance(ctx, start))).toBe("disk_host_full");
    await undrainHost(admin, { regionId: REGION, host: home });
    await startInstance(ctx, start);
    await world.settle();
    expect((await audit()).filter((line) => line.startsWith("host."))).toEqual([
      `host.drained ${REGION}/${home} usr_admin`,
      `host.undrained ${REGION}/${home} usr_admin`,
    ]);
    await stopInstance(ctx, { instanceId: id });
    await world.settle();
    expect(await refusal(drainHost(admin, { regionId: REGION, host: "nowhere" }))).toBe("not_found");
  });
});

describe("evacuating a host", () => {
  it("stops our machines first, each bill at that second, tells the owners, then asks the cluster", async () => {
    const { ctx, launchInput } = await world.customer(100n);
    const { id } = await launchInstance(ctx, launchInput());
    await world.settle();
    const home = (await db.select().from(schema.instances).where(eq(schema.instances.id, id)))[0]?.host ?? "";
    const ref = { regionId: REGION, host: home };
    system.jobs.length = 0;
    compute.calls.length = 0;
    await evacuateHost(admin, ref);
    expect(await host(home)).toMatchObject({ maintenance: "evacuate", running: 1 });
    const one = reconciler();
    await one.look();
    expect(await getInstance(ctx, { instanceId: id })).toMatchObject({
      state: "stopping",
      stateReason: "host_maintenance",
    });
    expect(compute.calls.filter((call) => call.startsWith("evacuate"))).toEqual([]);
    await world.settle();
    compute.fail("evacuate", new ComputeError("failed", "quorum is lost", true));
    await one.look();
    await expect.poll(async () => (await host(home)).maintenanceError).toBe("quorum is lost");
    await one.look();
    await expect.poll(() => compute.hostList.find(({ name }) => name === home)?.evacuated).toBe(true);
    await one.look();
    expect(await host(home)).toMatchObject({ state: "evacuated", maintenance: null, maintenanceError: null });
    const templates = system.jobs.map(({ job }) => job.payload.template);
    expect(templates).toEqual(["instance_host_maintenance"]);

    await restoreHost(admin, ref);
    await one.look();
    await expect.poll(() => compute.hostList.find(({ name }) => name === home)?.evacuated).toBe(false);
    await one.look();
    expect(await host(home)).toMatchObject({ state: "online", maintenance: null });
    expect((await audit()).slice(-4)).toEqual([
      `host.evacuation_asked ${REGION}/${home} usr_admin`,
      `host.evacuated ${REGION}/${home} system`,
      `host.restore_asked ${REGION}/${home} usr_admin`,
      `host.restored ${REGION}/${home} system`,
    ]);
    await startInstance(ctx, { instanceId: id, priceId: `prc_run_${TYPE}`, stopAt: null });
    await world.settle();
    await stopInstance(ctx, { instanceId: id });
    await world.settle();
  });

  it("is taken back before it began, and refused where it makes no sense", async () => {
    const ref = { regionId: REGION, host: "b" };
    await evacuateHost(admin, ref);
    await restoreHost(admin, ref);
    await look();
    expect(await host("b")).toMatchObject({ state: "online", maintenance: null });
    expect(await refusal(restoreHost(admin, ref))).toBe("wrong_state");
    compute.hostList = [gpuHost("a", 2), { ...gpuHost("b", 2), online: false, schedulable: false }];
    await look();
    expect(await refusal(evacuateHost(admin, ref))).toBe("wrong_state");
  });
});

describe("a host that vanishes", () => {
  it("is shown with since when; its cards are not offered; runs end at the last proof", async () => {
    const { ctx, launchInput } = await world.customer(100n);
    const { id } = await launchInstance(ctx, launchInput());
    await world.settle();
    await world.advance(30);
    const one = reconciler();
    await one.look();
    const [row] = await db.select().from(schema.instances).where(eq(schema.instances.id, id));
    const proof = row?.provenAliveAt;
    // The cluster has removed the member, and still lists the machine there.
    compute.hostList = compute.hostList.filter(({ name }) => name !== row?.host);
    await one.look();
    const away = await host(row?.host ?? "");
    expect(away).toMatchObject({ state: "removed", running: 1 });
    expect(Date.parse(away.since)).toBeGreaterThan(0);
    expect((await offer())?.free).toBe(2);
    await world.advance(901);
    await one.look();
    expect(await getInstance(ctx, { instanceId: id })).toMatchObject({
      state: "stopped",
      stateReason: "host_died",
    });
    const segments = await db
      .select()
      .from(schema.usageSegments)
      .where(eq(schema.usageSegments.instanceId, id));
    expect(segments.find((segment) => segment.kind === "run")?.upper).toBe(proof);
    compute.hostList = [gpuHost("a", 2), gpuHost("b", 2)];
    await one.look();
    await world.settle();
  });

  it("a machine that the cluster moved is counted on its new host", async () => {
    const { ctx, launchInput } = await world.customer(100n);
    const { id } = await launchInstance(ctx, {
      ...launchInput(),
      typeId: "cpu_4x",
      priceId: "prc_run_cpu_4x",
    });
    await world.settle();
    const name = machineName(id);
    const machine = compute.all.get(name);
    if (!machine) throw new Error("no machine");
    const target = machine.host === "a" ? "b" : "a";
    compute.all.set(name, { ...machine, host: target });
    await look();
    expect(await host(target)).toMatchObject({ vcpus: { used: 16 } });
    await stopInstance(ctx, { instanceId: id });
    await world.settle();
  });
});

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
