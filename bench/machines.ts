// From the click to SSH: what the portal adds to a real daemon's own time, and fifty launches at once.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { createIncusCompute } from "@/lib/adapters/incus/compute";
import { probeSsh } from "@/lib/adapters/incus/ssh-probe";
import { machineName } from "@/lib/domain/names";
import type { Compute } from "@/lib/ports/compute";
import { startIncusSandbox } from "@/lib/sandbox/incus/start";
import { startLxd } from "@/lib/testing/lxd/single";
import { whyNoMachines } from "@/scripts/test/real-machines.mjs";
import { median, note, ratio, table } from "./support/print";
import { openRegion } from "./support/region";
import { type BenchServer, withDatabase, withServer } from "./support/server";

const LAUNCHES = 10;
const AT_ONCE = 50;

export async function machines(): Promise<void> {
  await withServer(async (server) => {
    const why = whyNoMachines();
    if (why === null) await clickToReady(server);
    else note(`Not measured: ${why}.`);
    await manyAtOnce(server);
  });
}

const seconds = (milliseconds: number) => (milliseconds / 1000).toFixed(2);

/** The daemon's own share: its answers to create and start, and from there to the first banner that anybody hears. */
function timed(compute: Compute): { compute: Compute; own: Map<string, Promise<number>> } {
  const own = new Map<string, Promise<number>>();
  const creations = new Map<string, number>();
  const banner = async (name: string, from: number) => {
    for (;;) {
      const address = (await compute.machine(name))?.address;
      if (address && (await probeSsh(address, 1000))) return performance.now() - from;
      await pause(10);
    }
  };
  return {
    own,
    compute: {
      ...compute,
      async create(input, progress) {
        const from = performance.now();
        await compute.create(input, progress);
        creations.set(input.name, performance.now() - from);
      },
      async start(name, progress) {
        const from = performance.now();
        await compute.start(name, progress);
        own.set(
          name,
          banner(name, from).then((took) => took + (creations.get(name) ?? 0)),
        );
      },
    },
  };
}

async function clickToReady(server: BenchServer): Promise<void> {
  const lxd = await startLxd();
  try {
    await withDatabase(server, "machines_real", 20, async (database) => {
      const { folder } = lxd.daemon;
      const { compute, own } = timed(
        createIncusCompute({ address: { kind: "unix", folder }, deploymentId: "bench", ...lxd.forwarded }),
      );
      const region = await openRegion(database, compute);
      const totals: number[] = [];
      const daemons: number[] = [];
      for (let launch = 0; launch < LAUNCHES; launch += 1) {
        const click = performance.now();
        const id = await region.launch();
        await region.untilState(id, "running");
        totals.push(performance.now() - click);
        daemons.push((await own.get(machineName(id))) ?? Number.NaN);
        await region.terminate(id);
      }
      await region.stop();
      const ours = totals.map((total, at) => total - (daemons[at] ?? Number.NaN));
      table(
        `From the click to "running" on a real LXD daemon, median of ${LAUNCHES}`,
        ["", "seconds", "of the whole"],
        [
          ["the whole", seconds(median(totals)), "1.00 ×"],
          [
            "the daemon: create, start, boot to SSH",
            seconds(median(daemons)),
            ratio(median(daemons) / median(totals)),
          ],
          ["the portal", seconds(median(ours)), ratio(median(ours) / median(totals))],
        ],
      );
    });
  } finally {
    await lxd.close();
  }
}

async function manyAtOnce(server: BenchServer): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "incus-"));
  const host = (name: string) => ({ name, vcpus: 256, memoryMib: 1_000_000, diskGib: 10_000, cards: [] });
  const sandbox = await startIncusSandbox({
    folder,
    config: { regions: { here: { hosts: [host("a"), host("b"), host("c")] } } },
  });
  try {
    await withDatabase(server, "machines_sandbox", 20, async (database) => {
      const compute = createIncusCompute({
        ...{ address: { kind: "unix", folder: join(folder, "here") }, deploymentId: "bench" },
        ...{ sshHost: "127.0.0.1", portRange: [24_000, 24_199] as [number, number] },
      });
      const region = await openRegion(database, compute);
      const launchAll = async (count: number) => {
        const from = performance.now();
        const ids = await Promise.all(Array.from({ length: count }, () => region.launch()));
        await Promise.all(ids.map((id) => region.untilState(id, "running")));
        return performance.now() - from;
      };
      const one = await launchAll(1);
      const all = await launchAll(AT_ONCE);
      await region.stop();
      table(
        "Launches at once on the simulated cluster, until the last one is running",
        ["", "seconds", "of one"],
        [
          ["one", seconds(one), "1.00 ×"],
          [`${AT_ONCE}`, seconds(all), ratio(all / one)],
        ],
      );
    });
  } finally {
    await sandbox.close();
    rmSync(folder, { recursive: true, force: true });
  }
}
