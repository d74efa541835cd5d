export type Devices = Record<string, Record<string, string>>;

/** What was written inside a machine: absolute paths and contents. It stays with the disk. */
export type DiskFiles = Record<string, string>;

/** What a machine was at one moment, to go back to or to make an image of. */
export type SnapshotRecord = {
  name: string;
  createdAt: string;
  stateful: false;
  /** When the daemon would remove it by itself; absent: never. */
  expiresAt?: string;
  machine: Pick<
    MachineRecord,
    "config" | "devices" | "description" | "ephemeral" | "profiles" | "lastUsedAt"
  >;
  files: DiskFiles;
};

/** One simulated machine, exactly as it is kept on disk. */
export type MachineRecord = {
  name: string;
  type: "container" | "virtual-machine";
  host: string;
  description: string;
  image: string;
  ephemeral: boolean;
  profiles: string[];
  config: Record<string, string>;
  devices: Devices;
  createdAt: string;
  lastUsedAt: string;
  power: "running" | "stopped" | "frozen";
  /** True from the request until the image is unpacked. */
  creating: boolean;
  /** 0 while off. Together with `lastUsedAt` it tells one boot from the next, as with the real daemon. */
  pid: number;
  /** When SSH starts (or started) to answer; null: never in this boot. */
  readyAt: string | null;
  /** When the guest powers itself off; null: not planned. */
  diesAt: string | null;
  hostKey: string;
  /** Absent in what an earlier version wrote. */
  files?: DiskFiles;
  snapshots?: SnapshotRecord[];
};

export const never = "1970-01-01T00:00:00Z";

export const defaultProfile: { config: Record<string, string>; devices: Devices } = {
  config: {},
  devices: {
    eth0: { name: "eth0", network: "br0", type: "nic" },
    root: { path: "/", pool: "default", type: "disk" },
  },
};

/** The machine's devices with those of its profiles beneath. */
export function expandedDevices(machine: Pick<MachineRecord, "devices" | "profiles">): Devices {
  return machine.profiles.includes("default")
    ? { ...defaultProfile.devices, ...machine.devices }
    : machine.devices;
}

/** `slice` of a card (MIG): its GPU and compute instance, "7/0"; null: all of it. */
export type HeldCard = { device: string; pci: string; slice: string | null };

/** The same silicon: a whole card and whatever is of it, or the same slice. */
export const clash = (a: Omit<HeldCard, "device">, b: Omit<HeldCard, "device">): boolean =>
  a.pci === b.pci && (a.slice === null || b.slice === null || a.slice === b.slice);

/** Its cards and slices of cards, in the order of the device names. */
export function cardsOf(machine: Pick<MachineRecord, "devices" | "profiles">): HeldCard[] {
  return Object.entries(expandedDevices(machine))
    .filter(([, device]) => device.type === "gpu")
    .sort(([a], [b]) => a.localeCompare(b, "en", { numeric: true }))
    .map(([device, fields]) => ({
      device,
      pci: fields.pci ?? "",
      slice: fields.gputype === "mig" ? `${fields["mig.gi"]}/${fields["mig.ci"]}` : null,
    }));
}

/** Where a host listens for one of the guest's ports. */
export type Forwarding = {
  device: string;
  protocol: "tcp" | "udp";
  host: string;
  port: number;
  guestPort: number;
};

/** The forwarded ports of a machine. */
export function proxiesOf(machine: Pick<MachineRecord, "devices" | "profiles">): Forwarding[] {
  return Object.entries(expandedDevices(machine)).flatMap(([device, { type, listen, connect }]) => {
    const from = /^(tcp|udp):\[?([^\]]+)\]?:(\d+)$/.exec(listen ?? "");
    const to = /:(\d+)$/.exec(connect ?? "");
    if (type !== "proxy" || !from?.[2] || !to) return [];
    const protocol = from[1] === "udp" ? "udp" : "tcp";
    return [{ device, protocol, host: from[2], port: Number(from[3]), guestPort: Number(to[1]) }];
  });
}
