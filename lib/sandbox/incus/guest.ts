import ssh2 from "ssh2";
import type { Cluster } from "./cluster";
import { defaultDriver } from "./config";
import { keysOn, userDataOf } from "./first-boot";
import { cardAt, cardMemoryMib, type MachineSize, profileOf } from "./load";
import { cardsOf, type MachineRecord } from "./machine";
import { NOTEBOOK_PORT } from "./notebook/servers";
import { type Guest, motd } from "./ssh/guest";

function size(value: string | undefined, unit: "MiB" | "GiB"): number | null {
  const match = /^(\d+)\s*([KMGT]i?B)?$/.exec(value ?? "");
  if (!match?.[1]) return null;
  const power: Record<string, number> = { K: 1, M: 2, G: 3, T: 4 };
  const bytes = Number(match[1]) * 1024 ** (power[match[2]?.[0] ?? ""] ?? 0);
  return Math.floor(bytes / 1024 ** (unit === "MiB" ? 2 : 3));
}

/** What a machine may use: its limits, or all that its host has. */
export function sizeOf(cluster: Cluster, machine: MachineRecord): MachineSize {
  const host = cluster.host(machine.host);
  return {
    vcpus: Number(machine.config["limits.cpu"] ?? host.vcpus),
    memoryMib: size(machine.config["limits.memory"], "MiB") ?? host.memoryMib,
    diskGib: size(machine.devices.root?.size, "GiB") ?? host.diskGib,
  };
}

/** The inside of a machine; what its guest does to its own power is handed in. */
export function guestOf(
  cluster: Cluster,
  machine: MachineRecord,
  power: Pick<Guest, "powerOff" | "reboot">,
): Guest {
  const host = cluster.host(machine.host);
  const image = cluster.images.find((candidate) => candidate.alias === machine.image);
  const data = userDataOf(machine);
  const hostname = data.hostname ?? machine.name;
  const os = {
    id: image?.os ?? "linux",
    name: image?.description ?? machine.image,
    version: image?.release ?? "",
  };
  const held = cardsOf(machine);
  // Of several slices of a card the driver shows the card once.
  const shown = held.filter(({ pci }, index) => held.findIndex((other) => other.pci === pci) === index);
  const cards = shown.flatMap(({ pci, slice }) => {
    const card = host.cards.find((candidate) => candidate.pciAddress === pci);
    if (!card) return [];
    const part = card.slices?.find(({ gpu, compute }) => `${gpu}/${compute}` === slice);
    const product = card.product.replace(/^(?:NVIDIA )?/, "NVIDIA ");
    return [
      {
        pciAddress: pci,
        product: part ? `${product} MIG ${part.profile}` : product,
        memoryMib: part
          ? Number(/(\d+)gb$/.exec(part.profile)?.[1]) * 1024
          : (card.memoryMib ?? cardMemoryMib(card.product)),
      },
    ];
  });
  const system = {
    ...guestFiles(hostname, os, data.scripts),
    ...data.files,
    "/etc/ssh/ssh_host_ed25519_key.pub": publicLine(machine.hostKey, hostname),
  };
  return {
    hostname,
    users: [...new Set(["root", image?.user ?? "root"])],
    publicKeys: [...data.publicKeys, ...keysOn(machine.files ?? {})],
    osRelease: os,
    cards,
    ...sizeOf(cluster, machine),
    bootedAt: new Date(machine.lastUsedAt),
    now: () => cluster.time.now(),
    cardLoad: (index) =>
      cardAt(
        machine.name,
        index,
        cards[index]?.memoryMib ?? 0,
        cluster.time.now().getTime() / 1000,
        profileOf(machine.config["user.sandbox.load"]),
      ),
    driver: (host.nvidia ?? defaultDriver).version,
    cuda: (host.nvidia ?? defaultDriver).cuda,
    get files() {
      return { ...system, ...machine.files };
    },
    write: (path, content) => writeFile(cluster, machine, path, content),
    listening(port) {
      if (port !== NOTEBOOK_PORT || !image?.notebook || !notebookIsUp(cluster, machine)) return null;
      const facts = () => ({ hostname, token: notebookToken(data.files) });
      return (connection) => cluster.notebooks.accept(machine.name, connection, facts);
    },
    ...power,
  };
}

function notebookIsUp(cluster: Cluster, { readyAt }: MachineRecord): boolean {
  return readyAt !== null && Date.parse(readyAt) + cluster.timing.notebookMs <= cluster.time.now().getTime();
}

/** JupyterLab takes its token from the environment; its unit reads that from a file. */
const notebookToken = (files: Record<string, string>): string | null =>
  /^JUPYTER_TOKEN=(\S+)$/m.exec(Object.values(files).join("\n"))?.[1] ?? null;

/** The public part of a machine's host key, as ssh-keygen writes it. */
function publicLine(hostKey: string, hostname: string): string {
  const key = ssh2.utils.parseKey(hostKey);
  if (key instanceof Error) throw key;
  return `${key.type} ${key.getPublicSSH().toString("base64")} root@${hostname}\n`;
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
