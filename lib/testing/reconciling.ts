import { eq, sql } from "drizzle-orm";
import { afterEach } from "vitest";
import * as schema from "@/drizzle/schema";
import { machineName } from "@/lib/domain/names";
import { availability } from "@/lib/services/catalogue/availability";
import { getInstance } from "@/lib/services/instances/get";
import { launchInstance } from "@/lib/services/instances/launch";
import { Reconciler } from "@/lib/worker/fleet/reconciler";
import type { TestDatabase } from "./database";
import { gpuHost, machineWorld, REGION, TYPE } from "./machines";

/** A fake cluster of two hosts and whoever compares it with our rows, by hand. Once per test file. */
export async function reconcilerWorld(database: TestDatabase) {
  const hosts = () => [gpuHost("a", 8), gpuHost("b", 8)];
  const world = await machineWorld(database, hosts());
  const { db } = database;
  const { compute, system } = world;
  const newReconciler = () => new Reconciler(system, REGION, { deploymentId: world.deploymentId });
  afterEach(async () => {
    compute.heal();
    compute.hostList = hosts();
    await newReconciler().look();
    system.jobs.length = 0;
  });
  async function running() {
    const { ctx, launchInput } = await world.customer(100n);
    const { id } = await launchInstance(ctx, launchInput());
    await world.settle();
    const view = () => getInstance(ctx, { instanceId: id });
    const row = async () => {
      const [found] = await db.select().from(schema.instances).where(eq(schema.instances.id, id));
      if (!found) throw new Error("no instance");
      return found;
    };
    return { id, ctx, launchInput, name: machineName(id), view, row };
  }
  const mails = () => system.jobs.map(({ job }) => (job.task === "mail" ? job.payload.template : job.task));
  const cardsOf = (id: string) => db.select().from(schema.cards).where(eq(schema.cards.instanceId, id));
  /** What is offered of the one type that there is. */
  const offer = async () => (await availability(system)).offers.find((each) => each.typeId === TYPE);
  /** For how many seconds it is charged as running. */
  const ran = async (id: string) => {
    const { rows } = await db.execute<{ seconds: number }>(sql`
      select sum(s.upper - s.lower)::int - coalesce((select sum(c.upper - c.lower) from usage_credits c
        where c.item_id = ${id}), 0)::int as seconds
      from usage_segments s where s.instance_id = ${id} and s.kind = 'run'`);
    return rows[0]?.seconds ?? 0;
  };
  return { ...world, hosts, newReconciler, running, mails, cardsOf, offer, ran };
}
