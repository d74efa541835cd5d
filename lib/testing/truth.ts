import { eq, sql } from "drizzle-orm";
import ssh2 from "ssh2";
import { afterAll, afterEach, expect, vi } from "vitest";
import * as schema from "@/drizzle/schema";
import type { InstanceView } from "@/lib/contracts/views";
import { machineName } from "@/lib/domain/names";
import { newKeyPair } from "@/lib/sandbox/incus/ssh/key-pair";
import { getInstance } from "@/lib/services/instances/get";
import { launchInstance } from "@/lib/services/instances/launch";
import { patience } from "@/lib/testing/patience";
import { reconcilerLoop } from "@/lib/worker/fleet/loop";
import { Reconciler } from "@/lib/worker/fleet/reconciler";
import { start } from "@/lib/worker/loops";
import { operationsLoop } from "@/lib/worker/operations/loop";
import type { TestDatabase } from "./database";
import { gpuHost, REGION, TYPE } from "./machines";
import { ELSEWHERE, wireWorld } from "./wire-world";

const NEVER_MS = 60_000;

/**
 * Machines that do what they were not asked, on the real wire: the simulated clusters behind the real adapter, two
 * regions, two workers. They look by themselves only once a minute, so what is noticed within seconds was an event. Once
 * per test file, each with ports of its own.
 */
export async function truthWorld(database: TestDatabase, firstPort: number) {
  const key = newKeyPair();
  const world = await wireWorld(database, [gpuHost("gpu-1", 8), gpuHost("gpu-2", 8)], {
    firstPort,
    publicKey: key.public,
  });
  const { db } = database;
  const { system, deploymentId } = world;
  const look = { deploymentId, lookEveryMs: NEVER_MS };
  const begin = () =>
    ["one", "two"].map((worker) =>
      start([
        operationsLoop(system, { worker, idleMs: 20 }),
        reconcilerLoop(system, REGION, look),
        reconcilerLoop(system, ELSEWHERE, look),
      ]),
    );
  let working = begin();
  const workers = {
    stop: () => Promise.all(working.map((worker) => worker.stop())),
    start() {
      working = begin();
    },
  };
  afterEach(() => {
    system.jobs.length = 0;
  });
  afterAll(async () => {
    await workers.stop();
    await world.close();
  });
  const reconcilerOf = (regionId: string) => new Reconciler(system, regionId, { deploymentId });

  async function running(regionId = REGION) {
    const { ctx, launchInput } = await world.customer(100n);
    const priceId = regionId === REGION ? `prc_run_${TYPE}` : `prc_run_${regionId}`;
    const { id } = await launchInstance(ctx, { ...launchInput(), regionId, priceId });
    const view = () => getInstance(ctx, { instanceId: id });
    const until = (wanted: Partial<InstanceView>) =>
      vi.waitFor(async () => expect(await view()).toMatchObject(wanted), patience);
    await until({ state: "running" });
    // Some seconds into its run it was seen alive.
    await world.advance(10);
    await reconcilerOf(regionId).look();
    const row = async () => {
      const [found] = await db.select().from(schema.instances).where(eq(schema.instances.id, id));
      if (!found) throw new Error("no instance");
      return found;
    };
    /** As its customer, with the key. */
    const powerOff = async () => {
      const { ssh } = await view();
      if (!ssh) throw new Error("a running instance has an address");
      await runInside(ssh, key.private, "sudo poweroff");
    };
    const cards = () => db.select().from(schema.cards).where(eq(schema.cards.instanceId, id));
    /** Up to which second the run is charged, credits taken off. */
    const chargedUntil = async (): Promise<bigint | null> => {
      const { rows } = await db.execute<{ at: string | null }>(sql`
        select case when s.upper is not null then coalesce((select min(c.lower) from usage_credits c
          where c.segment_id = s.id), s.upper)::text end as at
        from usage_segments s where s.instance_id = ${id} and s.kind = 'run' order by s.lower desc limit 1`);
      return rows[0]?.at == null ? null : BigInt(rows[0].at);
    };
    return { id, ctx, name: machineName(id), view, until, row, powerOff, cards, chargedUntil };
  }

  return {
    ...{ ...world, world, db, workers, running, reconcilerOf },
    async second() {
      const { rows } = await db.execute<{ at: string }>(sql`select app_second()::text as at`);
      return BigInt(rows[0]?.at ?? "0");
    },
    mails: () => system.jobs.map(({ job }) => job.payload.template),
  };
}
export type Ran = Awaited<ReturnType<Awaited<ReturnType<typeof truthWorld>>["running"]>>;

function runInside(
  ssh: { user: string; host: string; port: number },
  privateKey: string,
  command: string,
): Promise<void> {
  const client = new ssh2.Client();
  return new Promise<void>((resolve, reject) => {
    client.on("error", reject);
    client.on("ready", () =>
      client.exec(command, (error, stream) => {
        if (error) return reject(error);
        stream.resume().on("close", () => resolve());
      }),
    );
    client.connect({ host: ssh.host, port: ssh.port, username: ssh.user, privateKey });
  }).finally(() => client.end());
}
