// Reading three hundred guests' cards through the provider's wire: how many are in a reading, and what it costs.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { createIncusCompute } from "@/lib/adapters/incus/compute";
import type { WatchedMachine } from "@/lib/ports/telemetry";
import { startIncusSandbox } from "@/lib/sandbox/incus/start";
import { median, milliseconds, table } from "./support/print";

const GUESTS = 300;
const HOSTS = 10;
const READINGS = 5;
const EVERY_MS = 10_000;

export async function guests(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "incus-"));
  const timing = { imageMs: 0, createMs: 0, startMs: 0, bootMs: 0, stopMs: 0, deleteMs: 0 };
  const address = (slot: number) => `0000:${(slot + 1).toString(16).padStart(2, "0")}:00.0`;
  const cards = Array.from({ length: GUESTS / HOSTS }, (_, slot) => ({
    ...{ pciAddress: address(slot), vendor: "NVIDIA Corporation", product: "A100 80GB PCIe" },
  }));
  const hosts = Array.from({ length: HOSTS }, (_, at) => ({
    ...{ name: `h${at}`, vcpus: 256, memoryMib: 1_000_000, diskGib: 100_000, cards },
  }));
  const sandbox = await startIncusSandbox({ folder, config: { regions: { here: { hosts } }, timing } });
  try {
    const compute = createIncusCompute({
      ...{ address: { kind: "unix", folder: join(folder, "here") }, deploymentId: "bench" },
      ...{ sshHost: "127.0.0.1", portRange: null },
    });
    const watched: WatchedMachine[] = [];
    for (let number = 0; number < GUESTS; number += 1) {
      const name = `ins-${number}`;
      const host = `h${number % HOSTS}`;
      await compute.create({
        ...{ name, host, imageAlias: "debian-12", vcpus: 1, memoryMib: 1024, diskGib: 10 },
        ...{ cards: [address(Math.floor(number / HOSTS))], sshPublicKeys: [], startupScript: null },
        ...{ hostname: name, tags: { instance: name } },
      });
      await compute.start(name);
      watched.push({ name, host, hasCards: true });
    }
    const took: number[] = [];
    const seen: number[] = [];
    let cpu = process.cpuUsage();
    for (let reading = 0; reading <= READINGS; reading += 1) {
      // The first one meets them all.
      if (reading === 1) cpu = process.cpuUsage();
      const from = performance.now();
      const found = await compute.readings(watched);
      if (reading > 0) {
        took.push(performance.now() - from);
        seen.push(found.filter((each) => each.cards !== null).length);
      }
      await pause(EVERY_MS - (performance.now() - from));
    }
    const { user, system } = process.cpuUsage(cpu);
    const share = (user + system) / 1000 / (READINGS * EVERY_MS);
    table(
      `${GUESTS} guests with a card each, read every ${EVERY_MS / 1000} s, median of ${READINGS}`,
      ["", ""],
      [
        ["guests whose cards are in a reading", `${median(seen)} of ${GUESTS}`],
        ["a reading takes", milliseconds(median(took))],
        ["of one core, simulated cluster included", `${(share * 100).toFixed(0)} %`],
      ],
    );
  } finally {
    await sandbox.close();
    rmSync(folder, { recursive: true, force: true });
  }
}
