import { isIP } from "node:net";
import { z } from "zod";
import { OWN_ADDRESS } from "@/lib/ports/clusters";
import { ComputeError, type ComputeHost } from "@/lib/ports/compute";
import { member, poolResources, resources, server } from "./answers";
import type { IncusClient } from "./client";
import type { Cluster } from "./options";
import { slicesIn, slicesKey } from "./slices";

export type Server = { clustered: boolean; name: string; addresses: string[]; slices: string };

export async function serverOf(client: IncusClient): Promise<Server> {
  const { environment, config } = await client.get("/1.0", server);
  if (!environment) throw new ComputeError("refused", "the cluster does not trust our certificate", true);
  const { server_clustered: clustered, server_name: name, addresses } = environment;
  return { clustered, name, addresses: addresses ?? [], slices: String(config?.[slicesKey] ?? "") };
}

const readMembers = (client: IncusClient) => client.get("/1.0/cluster/members?recursion=1", z.array(member));

/** Where each host is reached, by name: what the operator wrote at the member, or else its address in the cluster. */
export async function ownAddresses(client: IncusClient, own: Server): Promise<Map<string, string>> {
  const found = await addressesOf(client, own);
  return new Map(found.flatMap(([name, address]) => (address === null ? [] : [[name, address]])));
}

/** The hosts that are reached at no IP address of their own. */
export async function hostsWithoutAddress(client: IncusClient): Promise<string[]> {
  const found = await addressesOf(client, await serverOf(client));
  return found.flatMap(([name, address]) => (address === null ? [name] : []));
}

async function addressesOf(client: IncusClient, own: Server): Promise<[string, string | null][]> {
  if (!own.clustered) return [[own.name, hostIn(own.addresses[0] ?? "")]];
  return (await readMembers(client)).map((each) => [each.server_name, addressOf(each)]);
}

/** What an operator may set at a member whose address in the cluster is not the one that customers reach. */
const addressKey = "user.ssh_address";

const addressOf = ({ url, config }: z.infer<typeof member>): string | null => {
  const written = config?.[addressKey] ?? "";
  return isIP(written) ? written : hostIn(url.replace(/^https:\/\//, ""));
};

/** The IP address in `address:port`. */
function hostIn(text: string): string | null {
  const host = text.replace(/:\d+$/, "").replace(/^\[|\]$/g, "");
  return isIP(host) ? host : null;
}

/** Every host with what it has; of one that does not answer only the name is known, and sizes are zero. */
export async function readHosts(
  cluster: Pick<Cluster, "client" | "storagePool" | "sshHost" | "portRange">,
): Promise<ComputeHost[]> {
  const { client, storagePool: pool } = cluster;
  const own = await serverOf(client);
  const addresses = cluster.sshHost === OWN_ADDRESS ? await ownAddresses(client, own) : null;
  const told = (name: string) => {
    if (cluster.portRange === null) return null;
    return addresses === null ? cluster.sshHost : (addresses.get(name) ?? null);
  };
  if (!own.clustered) {
    const state = { online: true, schedulable: true, evacuated: false, address: told(own.name) };
    return [{ name: own.name, ...state, ...(await sizes(client, pool, "", own.slices)) }];
  }
  const members = await readMembers(client);
  return Promise.all(
    members.map(async ({ server_name: name, status, config }) => {
      // A member can be reachable and yet closed to new machines, by evacuation or by its scheduler setting.
      const online = status === "Online" || status === "Evacuated";
      const known = online ? await sizesOrNull(client, pool, name, config?.[slicesKey] ?? "") : null;
      const open = (config?.["scheduler.instance"] ?? "all") === "all";
      const schedulable = known !== null && status === "Online" && open;
      const evacuated = status === "Evacuated";
      const state = { online: known !== null, schedulable, evacuated, address: told(name) };
      return { name, ...state, ...(known ?? nothing) };
    }),
  );
}

type Sizes = Pick<ComputeHost, "vcpus" | "memoryMib" | "diskGib" | "cards" | "driver">;
const nothing: Sizes = { vcpus: 0, memoryMib: 0, diskGib: 0, cards: [], driver: null };

/** A host that dies between the list and the question must not hide the others. */
async function sizesOrNull(
  client: IncusClient,
  pool: string,
  name: string,
  slices: string,
): Promise<Sizes | null> {
  try {
    return await sizes(client, pool, `?target=${encodeURIComponent(name)}`, slices);
  } catch (error) {
    if (error instanceof ComputeError && error.retry) return null;
    throw error;
  }
}

async function sizes(client: IncusClient, pool: string, target: string, slices: string): Promise<Sizes> {
  const [host, disk] = await Promise.all([
    client.get(`/1.0/resources${target}`, resources),
    client.get(`/1.0/storage-pools/${encodeURIComponent(pool)}/resources${target}`, poolResources),
  ]);
  return {
    vcpus: host.cpu.total,
    memoryMib: Math.floor(host.memory.total / 1024 ** 2),
    diskGib: Math.floor(disk.space.total / 1024 ** 3),
    cards: cardsOf(host.gpu.cards ?? [], slicesIn(slices)),
    driver: driverOf(host.gpu.cards ?? []),
  };
}

type CardAnswers = NonNullable<z.infer<typeof resources>["gpu"]["cards"]>;

/** A card that has been sliced is its slices. */
function cardsOf(cards: CardAnswers, slices: ReturnType<typeof slicesIn>): ComputeHost["cards"] {
  return cards
    .filter((card) => card.pci_address !== "")
    .flatMap(({ pci_address, vendor, nvidia, product }) => {
      const model = nvidia?.model || product;
      const parts = slices.get(pci_address.toLowerCase());
      if (!parts) return [{ pciAddress: pci_address, vendor, model }];
      return parts.map(({ id, profile }) => ({ pciAddress: id, vendor, model: `${model} MIG ${profile}` }));
    });
}

/** One driver serves all NVIDIA cards of a host. The kernel's own word does where the NVIDIA tools are not installed. */
function driverOf(cards: CardAnswers): ComputeHost["driver"] {
  for (const { driver, driver_version, nvidia } of cards) {
    const version = nvidia?.nvrm_version || (driver === "nvidia" ? driver_version : "");
    if (/^\d/.test(version)) return { version, cuda: nvidia?.cuda_version || null };
  }
  return null;
}
