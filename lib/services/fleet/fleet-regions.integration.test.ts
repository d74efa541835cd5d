import { eq } from "drizzle-orm";
import { describe, expect, it } from "vitest";
import * as schema from "@/drizzle/schema";
import type { RegionInput } from "@/lib/contracts/fleet";
import { availability } from "@/lib/services/catalogue/availability";
import { mirrorImages } from "@/lib/services/images/mirror";
import { getInstance } from "@/lib/services/instances/get";
import { launchInstance } from "@/lib/services/instances/launch";
import { startInstance } from "@/lib/services/instances/start";
import { stopInstance } from "@/lib/services/instances/stop";
import { testDatabase } from "@/lib/testing/database";
import { fleetWorld } from "@/lib/testing/fleet";
import { gpuHost, REGION, TYPE } from "@/lib/testing/machines";
import { drainHost, undrainHost } from "./drain-host";
import { evacuateHost, restoreHost } from "./evacuate-host";
import { readFleet } from "./read-fleet";
import { readRegion } from "./read-region";
import { closeRegion, reopenRegion } from "./region-sale";
import { removeRegion } from "./remove-region";
import { saveRegion } from "./save-region";

const database = await testDatabase();
const { world, db, compute, system, look, join, staff, admin, input, audit, refusal, host } =
  await fleetWorld(database);

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
    expect(join.asked).toEqual([]);
  });
});

describe("adding a region", () => {
  it("saves nothing while anything is wrong, and says what", async () => {
    join.wrong = [
      { kind: "no_storage_pool", wanted: "default", existing: ["fast", "slow"] },
      { kind: "no_address", hosts: ["gpu-1", "gpu-2"] },
      { kind: "images_missing", aliases: ["cuda"] },
    ];
    const answer = await saveRegion(admin, input());
    expect(answer).toEqual({
      saved: false,
      regionId: "xx-north-1",
      check: {
        problems: [
          { kind: "no_storage_pool", detail: { wanted: "default", existing: "fast, slow" } },
          { kind: "no_address", detail: { hosts: "gpu-1, gpu-2" } },
          { kind: "images_missing", detail: { aliases: "cuda" } },
        ],
        found: null,
      },
    });
    expect(join.asked).toEqual([
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
    expect(join.asked.map(({ aliases }) => aliases)).toEqual([
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
    expect(join.asked.length).toBeLessThanOrEqual(2);
  });

  it("keeps what passed, with the address, and follows at once", async () => {
    const before = join.reloads;
    const made = await saveRegion(
      admin,
      input({ ssh: "forward", sshHost: "203.0.113.5", sshPorts: "22000-22999", storagePool: "fast" }),
    );
    expect(made).toMatchObject({ saved: true, check: { problems: [] } });
    expect(join.reloads).toBe(before + 1);
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
    expect(join.asked).toEqual([]);
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

    join.wrong = [{ kind: "not_trusted" }];
    expect(await reopenRegion(admin, { regionId: REGION })).toMatchObject({
      saved: false,
      check: { problems: [{ kind: "not_trusted", detail: { fingerprint: "f".repeat(64) } }] },
    });
    expect((await readFleet(admin)).regions[0]?.status).toBe("closed");
    join.wrong = [];
    expect(await reopenRegion(admin, { regionId: REGION })).toMatchObject({ saved: true });
    expect((await readFleet(admin)).regions[0]?.status).toBe("online");
    await stopInstance(ctx, { instanceId: id });
    await world.settle();
  });
});
