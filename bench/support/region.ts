import { randomUUID } from "node:crypto";
import { setTimeout as pause } from "node:timers/promises";
import * as schema from "@/drizzle/schema";
import { probeSsh } from "@/lib/adapters/incus/ssh-probe";
import { machineName } from "@/lib/domain/names";
import type { Compute } from "@/lib/ports/compute";
import { applyCatalogueFile } from "@/lib/services/catalogue/apply-file";
import { mirrorRegion, recordRegionStatus } from "@/lib/services/fleet/mirror";
import { newId } from "@/lib/services/id";
import { mirrorImages } from "@/lib/services/images/mirror";
import { getInstance } from "@/lib/services/instances/get";
import { launchInstance } from "@/lib/services/instances/launch";
import { terminateInstance } from "@/lib/services/instances/terminate";
import { start } from "@/lib/worker/loops";
import { operationsLoop } from "@/lib/worker/operations/loop";
import { addAccounts } from "./accounts";
import { customerContext, workerContext } from "./context";
import type { BenchDatabase } from "./server";

const REGION = "here-1";
const TYPE = "cpu_1x";
const IMAGE = "debian-12";
const KEY = "key_aaaaaaaaaaaaaaaaaaaa";

export type Region = {
  /** Returns the instance's id as soon as the click is answered. */
  launch(): Promise<string>;
  untilState(id: string, state: string): Promise<void>;
  terminate(id: string): Promise<void>;
  stop(): Promise<void>;
};

/** A region with this cluster behind it, one customer with credit, and a worker. */
export async function openRegion({ app, db, owner }: BenchDatabase, compute: Compute): Promise<Region> {
  const ports = { compute: () => compute, sshProbe: probeSsh };
  const system = workerContext(app, ports);
  await applyCatalogueFile(system, {
    currency: "usd",
    regions: [{ id: REGION, name: "Here", country: "RU", status: "online", phase: 1 }],
    gpuModels: [],
    types: [{ id: TYPE, vcpus: 1, memoryGib: 1, diskGib: 4 }],
    images: [
      {
        ...{ id: IMAGE, name: IMAGE, description: "Plain", alias: IMAGE, sshUser: "debian" },
        ...{ kind: "os", needsGpu: false, jupyter: false, ports: [] },
      },
    ],
    prices: [{ region: REGION, type: TYPE, run: 80_000n, disk: 548n }],
  });
  await recordRegionStatus(system, REGION, null);
  await mirrorRegion(system, REGION, await compute.hosts(), []);
  await mirrorImages(system, REGION, await compute.imageAliases());
  const [accountId = ""] = await addAccounts(owner, 1, 200);
  const user = { id: "usr_test", email: "test@example.com", name: "Test", emailConfirmedAt: new Date(0) };
  await db.insert(schema.users).values(user);
  await db.insert(schema.memberships).values({ accountId, userId: user.id, role: "owner" });
  await db.insert(schema.sshKeys).values({
    ...{ id: KEY, accountId, name: "bench", type: "ssh-ed25519", bits: 256, createdBy: user.id },
    ...{ publicKey: "ssh-ed25519 AAAA", fingerprint: "SHA256:bench" },
  });
  const ctx = customerContext(app, accountId, ports);
  const [price] = await db.select().from(schema.prices);
  const worker = start([operationsLoop(system, { worker: newId("opr"), concurrency: 64 })]);
  const stateOf = async (id: string) => (await getInstance(ctx, { instanceId: id })).state;
  const untilState = async (id: string, state: string) => {
    while ((await stateOf(id)) !== state) await pause(20);
  };
  return {
    launch: async () => {
      const launched = await launchInstance(ctx, {
        ...{ requestId: randomUUID(), regionId: REGION, typeId: TYPE, imageId: IMAGE, sshKeyIds: [KEY] },
        ...{
          name: "box",
          startupScript: null,
          stopAt: null,
          idleStopMinutes: null,
          idleStopPercent: null,
          priceId: price?.id ?? "",
        },
        ...{ volumeId: null, mountPath: null, firewallSetIds: [] },
      });
      return launched.id;
    },
    untilState,
    async terminate(id) {
      await terminateInstance(ctx, { instanceId: id, confirmName: "box" });
      await untilState(id, "terminated");
      if (await compute.machine(machineName(id))) throw new Error(`${id} is still there`);
    },
    stop: () => worker.stop(),
  };
}
