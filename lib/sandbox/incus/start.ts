import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { Cluster } from "./cluster";
import type { SandboxConfig } from "./config";
import { type Listening, listen } from "./http/listen";
import { continueBoot, followHosts, insideOf, openDoors } from "./power";
import { realTime, type SandboxTime } from "./time";

export type SandboxOptions = {
  /** Each region gets `<folder>/<region>/unix.socket`. */
  folder: string;
  config: SandboxConfig;
  time?: SandboxTime;
};

export type IncusSandbox = {
  /** Region → the folder to give to `LXD_DIR`. */
  folders: Record<string, string>;
  /** Applies new hosts, timing and faults; regions come and go only with a new start. */
  reconfigure(config: SandboxConfig): Promise<void>;
  /** Ends the sandbox. Its machines are on disk and "keep running": the next start finds them. */
  close(): Promise<void>;
};

/** Starts a simulated cluster per region; throws one clear sentence when it cannot. */
export async function startIncusSandbox(options: SandboxOptions): Promise<IncusSandbox> {
  const { folder, time = realTime } = options;
  let config = options.config;
  const clusters: Cluster[] = [];
  const servers: Listening[] = [];
  const close = async () => {
    for (const cluster of clusters) for (const boot of cluster.boots.values()) boot.abort();
    await Promise.all(servers.map((server) => server.close()));
    await Promise.all(clusters.map((cluster) => cluster.ssh.closeAll()));
  };
  try {
    for (const region of Object.keys(config.regions)) {
      const regionFolder = join(folder, region);
      mkdirSync(regionFolder, { recursive: true });
      const cluster = new Cluster(region, regionFolder, config, time);
      servers.push(await listen(cluster));
      clusters.push(cluster);
      await resume(cluster);
    }
  } catch (error) {
    await close();
    throw error;
  }
  return {
    folders: Object.fromEntries(clusters.map((cluster) => [cluster.region, cluster.folder])),
    async reconfigure(next) {
      const before = config;
      config = next;
      for (const cluster of clusters) {
        const wasOffline = new Set(
          (before.regions[cluster.region]?.hosts ?? [])
            .filter((host) => host.status === "offline")
            .map((host) => host.name),
        );
        cluster.setConfig(next);
        await followHosts(cluster, wasOffline);
      }
    },
    close,
  };
}

/** The machines went on while the sandbox was away: same boot, and SSH answers again. */
async function resume(cluster: Cluster): Promise<void> {
  for (const machine of cluster.store.machines.values()) {
    if (machine.power === "stopped" || cluster.isOffline(machine.host)) continue;
    try {
      await openDoors(cluster, machine, insideOf(cluster, machine));
    } catch (error) {
      // The machine itself is well; only its port was taken while nobody held it.
      console.error(`Machine ${machine.name}: ${error instanceof Error ? error.message : String(error)}`);
    }
    continueBoot(cluster, machine);
  }
  await followHosts(cluster, new Set());
}
