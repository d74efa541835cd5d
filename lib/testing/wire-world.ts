import { mkdtempSync, rmSync } from "node:fs";
import { request } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { sql } from "drizzle-orm";
import * as schema from "@/drizzle/schema";
import { createIncusCompute } from "@/lib/adapters/incus/compute";
import { probeSsh } from "@/lib/adapters/incus/ssh-probe";
import { parseSshPublicKey } from "@/lib/adapters/ssh/public-key";
import type { Compute, ComputeHost } from "@/lib/ports/compute";
import type { SandboxConfig, SandboxHost, SandboxTiming } from "@/lib/sandbox/incus/config";
import { type IncusSandbox, startIncusSandbox } from "@/lib/sandbox/incus/start";
import { mirrorRegion, recordRegionStatus } from "@/lib/services/fleet/mirror";
import { type TestContext, testContext } from "./context";
import type { TestDatabase } from "./database";
import { machineWorld, REGION, type TestWorld, TYPE } from "./machines";

export const ELSEWHERE = "elsewhere";
const DEPLOYMENT = "dep_test";
const PORTS = 40;

/** The simulated cluster of one region, its daemon's own restarts included. */
export class WireRegion {
  private sandbox: IncusSandbox | null = null;
  hosts: SandboxHost[];

  constructor(
    readonly id: string,
    readonly folder: string,
    hosts: ComputeHost[],
    private readonly timing: SandboxTiming,
  ) {
    this.hosts = hosts.map(({ cards, name, vcpus, memoryMib, diskGib }) => ({
      name,
      vcpus,
      memoryMib,
      diskGib,
      status: "online",
      cards: cards.map(({ model, ...card }) => ({ ...card, product: model })),
    }));
  }

  private get config(): SandboxConfig {
    const system = { os: "ubuntu", release: "24.04", user: "ubuntu" };
    const images = [
      { alias: "plain", description: "Plain", ...system },
      { alias: "lab", description: "Lab", ...system, notebook: true },
    ];
    return { regions: { [this.id]: { hosts: this.hosts } }, timing: this.timing, images };
  }
  async start(): Promise<void> {
    this.sandbox = await startIncusSandbox({ folder: this.folder, config: this.config });
  }
  /** The daemon ends; its machines go on. */
  async close(): Promise<void> {
    await this.sandbox?.close();
    this.sandbox = null;
  }
  async setHost(name: string, status: "online" | "offline"): Promise<void> {
    this.hosts = this.hosts.map((host) => (host.name === name ? { ...host, status } : host));
    await this.sandbox?.reconfigure(this.config);
  }
  /** Straight to the daemon, as somebody at its own machine would. */
  request(method: string, path: string, body: object): Promise<void> {
    return new Promise((resolve, reject) => {
      const socketPath = join(this.folder, this.id, "unix.socket");
      const asked = request({ socketPath, method, path }, (response) => response.resume().on("end", resolve));
      asked.once("error", reject);
      asked.end(JSON.stringify(body));
    });
  }
  /** As this deployment sees it, or another one. */
  connect(deploymentId: string, firstPort: number): Compute {
    return createIncusCompute({
      address: { kind: "unix", folder: join(this.folder, this.id) },
      deploymentId,
      sshHost: "127.0.0.1",
      portRange: [firstPort, firstPort + PORTS - 1],
    });
  }
}

export type WireWorld = Pick<TestWorld, "database" | "deploymentId" | "customer" | "advance"> & {
  system: TestContext;
  here: WireRegion;
  elsewhere: WireRegion;
  compute: Compute;
  /** Whoever else has access to the cluster of `here`. */
  stranger: Compute;
  close(): Promise<void>;
};

const fast: SandboxTiming = {
  imageMs: 10,
  createMs: 10,
  startMs: 10,
  bootMs: 30,
  stopMs: 10,
  deleteMs: 10,
  copyMs: 10,
  notebookMs: 10,
};

/**
 * Two regions with the same hosts, each a simulated cluster behind the real protocol and adapter. `publicKey` opens the
 * machines of its customers. Once per test file.
 */
export async function wireWorld(
  database: TestDatabase,
  hosts: ComputeHost[],
  { firstPort, publicKey }: { firstPort: number; publicKey: string },
): Promise<WireWorld> {
  const world = await machineWorld(database, hosts);
  const folder = mkdtempSync(join(tmpdir(), "wire "));
  const here = new WireRegion(REGION, folder, hosts, fast);
  const elsewhere = new WireRegion(ELSEWHERE, folder, hosts, fast);
  await Promise.all([here.start(), elsewhere.start()]);
  const clusters = new Map([
    [REGION, here.connect(DEPLOYMENT, firstPort)],
    [ELSEWHERE, elsewhere.connect(DEPLOYMENT, firstPort + PORTS)],
  ]);
  const compute = (regionId: string): Compute => {
    const found = clusters.get(regionId);
    if (!found) throw new Error(`no cluster of ${regionId}`);
    return found;
  };
  const system = testContext(database, {
    actor: { kind: "system", name: "test" },
    mode: "system",
    ports: { compute, sshProbe: probeSsh, parseSshKey: parseSshPublicKey },
  });
  await addElsewhere(database, system, hosts);
  return {
    database,
    deploymentId: DEPLOYMENT,
    advance: world.advance,
    system,
    here,
    elsewhere,
    compute: compute(REGION),
    stranger: here.connect("dep_other", firstPort + 2 * PORTS),
    async customer(credit, options) {
      const customer = await world.customer(credit, options);
      await database.db.execute(
        sql`update ssh_keys set public_key = ${publicKey} where id = ${customer.keyId}`,
      );
      return customer;
    },
    async close() {
      await Promise.all([here.close(), elsewhere.close()]);
      rmSync(folder, { recursive: true });
    },
  };
}

async function addElsewhere({ db }: TestDatabase, system: TestContext, hosts: ComputeHost[]): Promise<void> {
  await db
    .insert(schema.regions)
    .values({ id: ELSEWHERE, name: "Elsewhere", country: "XX", status: "online", position: 2 });
  const price = { regionId: ELSEWHERE, currency: "USD", validFrom: new Date(0), instanceTypeId: TYPE };
  await db.insert(schema.prices).values([
    { ...price, id: `prc_run_${ELSEWHERE}`, kind: "run", microsPerHour: 1_590_000n },
    { ...price, id: `prc_disk_${ELSEWHERE}`, kind: "disk", microsPerHour: 54_800n },
  ]);
  await recordRegionStatus(system, ELSEWHERE, null);
  await mirrorRegion(system, ELSEWHERE, hosts, []);
}
