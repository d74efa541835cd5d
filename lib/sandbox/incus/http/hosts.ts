import type { Cluster } from "../cluster";
import { addressOf, defaultDriver, type SandboxHost } from "../config";
import type { Reply, Request } from "./reply";
import { sync } from "./reply";
import { collection, ownName } from "./server";

function memberView(host: SandboxHost) {
  const status = { online: "Online", offline: "Offline", evacuated: "Evacuated" }[host.status ?? "online"];
  const messages: Record<string, string> = {
    Online: "Fully operational",
    Offline: "No heartbeat for 20s",
    Evacuated: "Unavailable due to maintenance",
  };
  return {
    server_name: host.name,
    url: `https://${addressOf(host)}:8443`,
    database: true,
    status,
    message: messages[status],
    architecture: "x86_64",
    failure_domain: "default",
    description: "",
    config: slicesOf(host),
    groups: ["default"],
    roles: ["database"],
  };
}

/** Daemons list no slices: what is known of them somebody wrote down. */
function slicesOf({ cards }: SandboxHost): Record<string, string> {
  const written = cards.flatMap(({ pciAddress, slices = [] }) =>
    slices.map(({ gpu, compute, profile }) => `${pciAddress}/${gpu}/${compute}=${profile}`),
  );
  return written.length === 0 ? {} : { "user.mig_slices": written.join(",") };
}

export function listMembers(cluster: Cluster, request: Request): Reply {
  return collection(
    request,
    cluster.hosts.map((host) => memberView(host)),
    (member) => `/1.0/cluster/members/${member.server_name}`,
  );
}

export function getMember(cluster: Cluster, _request: Request, name: string): Reply {
  return sync(memberView(cluster.host(name)));
}

const vendorIds: [RegExp, string][] = [
  [/nvidia/i, "10de"],
  [/amd|advanced micro/i, "1002"],
  [/intel/i, "8086"],
];

export function getResources(cluster: Cluster, request: Request): Reply {
  const host = cluster.host(request.query.get("target") ?? ownName(cluster));
  cluster.reach(host.name);
  const cores = Array.from({ length: host.vcpus }, (_, id) => ({
    core: id,
    die: 0,
    threads: [{ id, numa_node: 0, thread: 0, online: true, isolated: false }],
  }));
  const driver = host.nvidia ?? defaultDriver;
  const cards = host.cards.map((card, index) => ({
    driver: "nvidia",
    driver_version: driver.version,
    numa_node: 0,
    pci_address: card.pciAddress,
    vendor: card.vendor,
    vendor_id: vendorIds.find(([pattern]) => pattern.test(card.vendor))?.[1] ?? "",
    product: card.product,
    nvidia: {
      nvrm_version: driver.version,
      cuda_version: driver.cuda,
      brand: "Nvidia",
      model: card.product.replace(/^(?:NVIDIA )?/, "NVIDIA "),
      uuid: "",
      architecture: "",
    },
    drm: { id: index, card_name: `card${index}`, card_device: `226:${index}` },
  }));
  const disk = host.diskGib * 1024 ** 3;
  return sync({
    cpu: {
      architecture: "x86_64",
      sockets: [{ socket: 0, name: "Simulated processor", vendor: "Simulated", cores }],
      total: host.vcpus,
    },
    memory: {
      nodes: [],
      hugepages_total: 0,
      hugepages_used: 0,
      hugepages_size: 0,
      used: 0,
      total: host.memoryMib * 1024 ** 2,
    },
    gpu: { cards, total: cards.length },
    network: { cards: [], total: 0 },
    storage: {
      disks: [
        { id: "sda", device: "8:0", model: "Simulated disk", type: "virtual", size: disk, partitions: [] },
      ],
      total: 1,
    },
    usb: { devices: [], total: 0 },
    pci: { devices: [], total: 0 },
    system: {
      uuid: "",
      vendor: "Simulated",
      product: "Simulated host",
      family: "",
      version: "",
      sku: "",
      serial: "",
      type: "virtual-machine",
    },
  });
}
