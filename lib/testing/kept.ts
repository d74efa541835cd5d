import { sql } from "drizzle-orm";
import { afterEach } from "vitest";
import { machineName } from "@/lib/domain/names";
import { createImage } from "@/lib/services/images/create";
import { launchInstance } from "@/lib/services/instances/launch";
import { stopInstance } from "@/lib/services/instances/stop";
import { createSnapshot } from "@/lib/services/snapshots/create";
import { listKept } from "@/lib/services/snapshots/list";
import type { TestDatabase } from "./database";
import { type Customer, gpuHost, machineWorld } from "./machines";

/** A fake cluster of three hosts, machines on it, and what is kept of them. Once per test file. */
export async function keptWorld(database: TestDatabase) {
  const world = await machineWorld(database, [gpuHost("a", 8), gpuHost("b", 8), gpuHost("c", 8)]);
  const { db } = database;
  const { compute, settleKept } = world;
  afterEach(() => {
    compute.heal();
    compute.silent.clear();
    compute.calls.length = 0;
  });

  const dueNow = async () => {
    for (const table of ["snapshots", "private_images"])
      await db.execute(
        sql`update ${sql.raw(table)} set next_attempt_at = clock_timestamp(), lease_until = null`,
      );
  };
  async function running(customer?: Customer) {
    const someone = customer ?? (await world.customer(1000n));
    const { id } = await launchInstance(someone.ctx, someone.launchInput());
    await world.settle();
    return { ...someone, id, machine: machineName(id) };
  }
  const stopped = async () => {
    const made = await running();
    await stopInstance(made.ctx, { instanceId: made.id });
    await world.settle();
    return made;
  };
  async function withSnapshot(made: Awaited<ReturnType<typeof running>>, name = "before") {
    await createSnapshot(made.ctx, { instanceId: made.id, name });
    await settleKept();
    const [snapshot] = (await listKept(made.ctx)).snapshots;
    if (!snapshot) throw new Error("there is no snapshot");
    return { ...made, snapshotId: snapshot.id };
  }
  async function withImage(made: Awaited<ReturnType<typeof withSnapshot>>, name = "mine") {
    await createImage(made.ctx, { snapshotId: made.snapshotId, name });
    await settleKept();
    const [image] = (await listKept(made.ctx)).images;
    if (!image) throw new Error("there is no image");
    return { ...made, imageId: image.id };
  }
  const only = async (ctx: Customer["ctx"]) => {
    const { snapshots, images } = await listKept(ctx);
    return { snapshot: snapshots[0], image: images[0] };
  };
  return { ...world, dueNow, running, stopped, withSnapshot, withImage, only };
}
