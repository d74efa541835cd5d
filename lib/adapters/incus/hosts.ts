import { z } from "zod";
import { ComputeError, type ComputeHost } from "@/lib/ports/compute";
import { member, poolResources, resources, server } from "./answers";
import type { IncusClient } from "./client";

export type Server = { clustered: boolean; name: string };

export async function serverOf(client: IncusClient): Promise<Server> {
  const { environment } = await client.get("/1.0", server);
  if (!environment) throw new ComputeError("refused", "the cluster does not trust our certificate", true);
  return { clustered: environment.server_clustered, name: environment.server_name };
}

/** Every host with what it has; of one that does not answer only the name is known, and sizes are zero. */
export async function readHosts(client: IncusClient, pool: string): Promise<ComputeHost[]> {
  const own = await serverOf(client);
  if (!own.clustered) {
    const state = { online: true, schedulable: true, evacuated: false };
    return [{ name: own.name, ...state, ...(await sizes(client, pool, "")) }];
  }
  const members = await client.get("/1.0/cluster/members?recursion=1", z.array(member));
  return Promise.all(
    members.map(async ({ server_name: name, status, config }) => {
      // A member can be reachable and yet closed to new machines, by evacuation or by its scheduler setting.
      const online = status === "Online" || status === "Evacuated";
      const known = online ? await sizesOrNull(client, pool, `?target=${encodeURIComponent(name)}`) : null;
      const open = (config?.["scheduler.instance"] ?? "all") === "all";
      const schedulable = known !== null && status === "Online" && open;
      const evacuated = status === "Evacuated";
      return { name, online: known !== null, schedulable, evacuated, ...(known ?? nothing) };
    }),
  );
}

type Sizes = Pick<ComputeHost, "vcpus" | "memoryMib" | "diskGib" | "cards" | "driver">;
const nothing: Sizes = { vcpus: 0, memoryMib: 0, diskGib: 0, cards: [], driver: null };

/** A host that dies between the list and the question must not hide the others. */
async function sizesOrNull(client: IncusClient, pool: string, target: string): Promise<Sizes | null> {
  try {
    return await sizes(client, pool, target);
  } catch (error) {
    if (error instanceof ComputeError && error.retry) return null;
    throw error;
  }
}

async function sizes(client: IncusClient, pool: string, target: string): Promise<Sizes> {
  const [host, disk] = await Promise.all([
    client.get(`/1.0/resources${target}`, resources),
    client.get(`/1.0/storage-pools/${encodeURIComponent(pool)}/resources${target}`, poolResources),
  ]);
  return {
    vcpus: host.cpu.total,
    memoryMib: Math.floor(host.memory.total / 1024 ** 2),
    diskGib: Math.floor(disk.space.total / 1024 ** 3),
    cards: (host.gpu.cards ?? [])
      .filter((card) => card.pci_address !== "")
      .map((card) => ({
        pciAddress: card.pci_address,
        vendor: card.vendor,
        model: card.nvidia?.model || card.product,
      })),
    driver: driverOf(host.gpu.cards ?? []),
  };
}

/** One driver serves all NVIDIA cards of a host. The kernel's own word does where the NVIDIA tools are not installed. */
function driverOf(cards: NonNullable<z.infer<typeof resources>["gpu"]["cards"]>): ComputeHost["driver"] {
  for (const { driver, driver_version, nvidia } of cards) {
    const version = nvidia?.nvrm_version || (driver === "nvidia" ? driver_version : "");
    if (/^\d/.test(version)) return { version, cuda: nvidia?.cuda_version || null };
  }
  return null;
}
