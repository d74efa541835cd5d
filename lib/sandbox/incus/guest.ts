import { readUserData } from "./cloud-init";
import type { Cluster } from "./cluster";
import { defaultDriver } from "./config";
import { cardsOf, type MachineRecord } from "./machine";
import { type Guest, motd } from "./ssh/guest";

const knownMemory: [RegExp, number][] = [
  [/H200/, 143771],
  [/H100/, 81559],
  [/A100.*80/, 81920],
  [/A100/, 40960],
  [/L40S/, 46068],
  [/4090/, 24564],
  [/3090/, 24576],
];

function size(value: string | undefined, unit: "MiB" | "GiB"): number | null {
  const match = /^(\d+)\s*([KMGT]i?B)?$/.exec(value ?? "");
  if (!match?.[1]) return null;
  const power: Record<string, number> = { K: 1, M: 2, G: 3, T: 4 };
  const bytes = Number(match[1]) * 1024 ** (power[match[2]?.[0] ?? ""] ?? 0);
  return Math.floor(bytes / 1024 ** (unit === "MiB" ? 2 : 3));
}

/** The inside of a machine; what its guest does to its own power is handed in. */
export function guestOf(
  cluster: Cluster,
  machine: MachineRecord,
  power: Pick<Guest, "powerOff" | "reboot">,
): Guest {
  const host = cluster.host(machine.host);
  const image = cluster.images.find((candidate) => candidate.alias === machine.image);
  const data = readUserData(machine.config["cloud-init.user-data"] ?? machine.config["user.user-data"] ?? "");
  const hostname = data.hostname ?? machine.name;
  const os = {
    id: image?.os ?? "linux",
    name: image?.description ?? machine.image,
    version: image?.release ?? "",
  };
  const cards = cardsOf(machine).flatMap(({ pci }) => {
    const card = host.cards.find((candidate) => candidate.pciAddress === pci);
    if (!card) return [];
    const guessed = knownMemory.find(([pattern]) => pattern.test(card.product))?.[1] ?? 16384;
    return [
      {
        pciAddress: pci,
        product: card.product.replace(/^(?:NVIDIA )?/, "NVIDIA "),
        memoryMib: card.memoryMib ?? guessed,
      },
    ];
  });
  const system = guestFiles(hostname, os, data.scripts);
  return {
    hostname,
    users: [...new Set(["root", image?.user ?? "root"])],
    publicKeys: data.publicKeys,
    osRelease: os,
    cards,
    vcpus: Number(machine.config["limits.cpu"] ?? host.vcpus),
    memoryMib: size(machine.config["limits.memory"], "MiB") ?? host.memoryMib,
    diskGib: size(machine.devices.root?.size, "GiB") ?? host.diskGib,
    bootedAt: new Date(machine.lastUsedAt),
    now: () => cluster.time.now(),
    driver: (host.nvidia ?? defaultDriver).version,
    cuda: (host.nvidia ?? defaultDriver).cuda,
    get files() {
      return { ...system, ...machine.files };
    },
    write: (path, content) => writeFile(cluster, machine, path, content),
    ...power,
  };
}

/** All that one machine may keep. */
const MOST_BYTES = 64 * 1024;

/** Puts a file on the machine's disk, or (null) takes it away. False: the disk is full. */
function writeFile(cluster: Cluster, machine: MachineRecord, path: string, content: string | null): boolean {
  const { [path]: _, ...others } = machine.files ?? {};
  const files = content === null ? others : { ...others, [path]: content };
  if (Buffer.byteLength(JSON.stringify(files)) > MOST_BYTES) return false;
  machine.files = files;
  cluster.store.save();
  return true;
}

function guestFiles(hostname: string, os: Guest["osRelease"], scripts: string[]): Record<string, string> {
  const log = [
    `Cloud-init on ${hostname} (simulated).`,
    scripts.length === 0
      ? "No start-up script was given."
      : `${scripts.length} start-up script(s) arrived. A simulated machine keeps them but does not run them:`,
    ...scripts.map((_, i) => `  /var/lib/cloud/instance/scripts/part-${String(i + 1).padStart(3, "0")}`),
    "",
  ];
  const kept = scripts.map((script, i): [string, string] => [
    `/var/lib/cloud/instance/scripts/part-${String(i + 1).padStart(3, "0")}`,
    script,
  ]);
  return {
    "/etc/hostname": `${hostname}\n`,
    "/etc/motd": motd,
    "/etc/os-release": `PRETTY_NAME="${os.name}"\nNAME="${os.id}"\nVERSION_ID="${os.version}"\nID=${os.id}\n`,
    "/var/log/cloud-init-output.log": log.join("\n"),
    ...Object.fromEntries(kept),
  };
}
