import { sql } from "drizzle-orm";
import { afterEach, beforeEach } from "vitest";
import * as schema from "@/drizzle/schema";
import type { RegionInput } from "@/lib/contracts/fleet";
import type { ClusterConnection, ClusterProblem } from "@/lib/ports/clusters";
import { availability } from "@/lib/services/catalogue/availability";
import type { Actor } from "@/lib/services/context";
import { undrainHost } from "@/lib/services/fleet/drain-host";
import { newRegionForm, readRegion } from "@/lib/services/fleet/read-region";
import { Reconciler } from "@/lib/worker/fleet/reconciler";
import { testContext } from "./context";
import type { TestDatabase } from "./database";
import { gpuHost, machineWorld, REGION, TYPE } from "./machines";

type Connection = Pick<ClusterConnection, "address" | "storagePool">;

/**
 * A region of two hosts with two cards each, and those who run it. Before each test the hosts are as they were, and
 * after it nothing is drained or out of sale. Once per test file.
 */
export async function fleetWorld(database: TestDatabase) {
  const { db } = database;
  const world = await machineWorld(database, [gpuHost("a", 2), gpuHost("b", 2)]);
  const { compute, system } = world;
  const reconciler = () => new Reconciler(system, REGION, { deploymentId: world.deploymentId });
  const look = () => reconciler().look();
  /** What the cluster of the join check is like, and what was asked of it. */
  const join = {
    wrong: [] as ClusterProblem[],
    asked: [] as { connection: Connection; aliases: readonly string[] }[],
    reloads: 0,
  };

  async function staff(staffRole: "admin" | "support") {
    const userId = `usr_${staffRole}`;
    const email = `${staffRole}@staff.test`;
    await db
      .insert(schema.users)
      .values({ id: userId, email, name: "Olga", staffRole })
      .onConflictDoNothing();
    const actor: Actor = {
      ...{ kind: "user", userId, name: "Olga", email, emailConfirmed: true, staffRole },
      ...{ sessionId: "ses_staff", passwordConfirmedAt: new Date(0) },
    };
    const found = { server: "lxd", version: "5.0.2", clustered: true, hosts: 2, cards: 4 };
    const clusters = {
      inspect: async (connection: Connection, aliases: readonly string[]) => {
        join.asked.push({ connection, aliases });
        return { problems: join.wrong, found: join.wrong.length === 0 ? found : null };
      },
      identity: async () => ({ certificate: "PEM", fingerprint: "f".repeat(64) }),
      configured: (regionId: string): ClusterConnection | null =>
        regionId === REGION
          ? { address: { kind: "unix", folder: "/run/here" }, storagePool: "default", sshReach: null }
          : null,
      reload: async () => {
        join.reloads += 1;
      },
    };
    return testContext(database, { actor, mode: "staff", ports: { clusters } });
  }
  const admin = await staff("admin");

  beforeEach(async () => {
    compute.heal();
    compute.hostList = [gpuHost("a", 2), gpuHost("b", 2)];
    join.wrong = [];
    join.asked = [];
    await look();
  });
  afterEach(async () => {
    for (const name of ["a", "b"]) await undrainHost(admin, { regionId: REGION, host: name });
    await db.execute(sql`update regions set status = 'online' where id = ${REGION}`);
  });

  return {
    ...{ world, db, compute, system, reconciler, look, join, staff, admin },
    input: (changes: Partial<RegionInput> = {}): RegionInput => ({
      ...newRegionForm,
      ...{ mode: "add", intent: "save", regionId: "xx-north-1", name: "North", country: "XX" },
      ...{ status: "online", phase: 1, cluster: "https", address: "127.0.0.1:8443" },
      certificate: `${"AB:".repeat(31)}AB`,
      ...changes,
    }),
    /** What was done to regions and hosts, and by whom. */
    async audit() {
      const rows = await db.select().from(schema.auditLog).where(sql`action ~ '^(region|host)\\.'`);
      return rows.map(
        ({ action, targetId, actorUserId }) => `${action} ${targetId} ${actorUserId ?? "system"}`,
      );
    },
    refusal: (promise: Promise<unknown>) =>
      promise.then(
        () => "success",
        (error: { code?: string; field?: string; params?: { reason?: string } }) =>
          [error.code, error.params?.reason, error.field].filter(Boolean).join(" "),
      ),
    async host(name: string) {
      const { hosts } = await readRegion(admin, { regionId: REGION });
      const found = hosts.find((each) => each.name === name);
      if (!found) throw new Error(`no host ${name}`);
      return found;
    },
    offer: async () => (await availability(system)).offers.find((each) => each.typeId === TYPE),
  };
}
