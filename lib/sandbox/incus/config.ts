/**
 * What the simulated clusters are made of. The seed writes this file; tests pass the object directly.
 *
 * Faults, in `faults` or in one machine's config key `user.sandbox.fault` ("start:no-ssh", "create:slow:20",
 * several separated by commas):
 *   fail                    the operation ends with an error
 *   timeout-after-success   the operation is carried out, but the connection drops instead of an answer
 *   no-ssh                  (on start) the machine runs, SSH never answers
 *   die-after-seconds       (on start) the guest powers itself off that many seconds later
 *   slow                    the step takes that many seconds longer
 * A host dies when its `status` becomes "offline": the file is watched, so that works at run time too.
 */
export type SandboxConfig = {
  regions: Record<string, SandboxRegion>;
  timing?: Partial<SandboxTiming>;
  images?: SandboxImage[];
  faults?: SandboxFault[];
};

export type SandboxRegion = {
  hosts: SandboxHost[];
  /**
   * "bridge" (default): guests at addresses of the hosts' own, no ACLs on a machine's interface, as LXD 5.0 has it.
   * "ovn": interfaces take ACLs, and each guest has a loopback address of its own, where its SSH answers on port 22.
   */
  network?: SandboxNetwork;
  /** Serve HTTPS on 127.0.0.1 too, beside the unix socket. */
  httpsPort?: number;
  /** With it a stranger's certificate becomes trusted; absent: only the administrator adds certificates. */
  trustPassword?: string;
};

export const sandboxNetworks = ["bridge", "ovn"] as const;
export type SandboxNetwork = (typeof sandboxNetworks)[number];

export type SandboxHost = {
  name: string;
  vcpus: number;
  memoryMib: number;
  diskGib: number;
  cards: SandboxCard[];
  /** Its address in the cluster's network, which is this machine's loopback. Default 127.0.0.1. */
  address?: string;
  /** The NVIDIA driver; the newest known one when absent. */
  nvidia?: SandboxDriver;
  /** "evacuated": reachable, but takes no new machines. Default "online". */
  status?: "online" | "offline" | "evacuated";
};

export const addressOf = ({ address = "127.0.0.1" }: SandboxHost): string => address;

export type SandboxDriver = { version: string; cuda: string };

export const defaultDriver: SandboxDriver = { version: "570.86.15", cuda: "12.8" };

export type SandboxCard = {
  /** For example "0000:41:00.0"; unique on its host. */
  pciAddress: string;
  vendor: string;
  product: string;
  /** What nvidia-smi shows; guessed from the product's name when absent. */
  memoryMib?: number;
  /** What it is cut into (MIG); the host's administrator has written them down for the portal. */
  slices?: SandboxSlice[];
};

/** A GPU instance, a compute instance in it, and the profile of both: "1g.10gb". */
export type SandboxSlice = { gpu: number; compute: number; profile: string };

export type SandboxTiming = {
  imageMs: number;
  createMs: number;
  startMs: number;
  /** From "running" until SSH answers. */
  bootMs: number;
  stopMs: number;
  deleteMs: number;
  /** A disk to another host. */
  copyMs: number;
  /** From SSH's first answer until the notebook of an image that brings one listens. */
  notebookMs: number;
};

export type SandboxImage = {
  alias: string;
  description: string;
  os: string;
  release: string;
  user: string;
  /** It brings JupyterLab, listening on its machines' own port 8888. */
  notebook?: boolean;
  /** The regions whose clusters have it; all of them when absent. */
  regions?: string[];
};

export const faultSteps = ["create", "start", "stop", "delete", "move"] as const;
export const faultKinds = ["fail", "timeout-after-success", "no-ssh", "die-after-seconds", "slow"] as const;

export type SandboxFault = {
  /** Name or image alias; `*` stands for anything. */
  match: string;
  on: (typeof faultSteps)[number];
  kind: (typeof faultKinds)[number];
  /** For "slow" and "die-after-seconds". Default 5. */
  seconds?: number;
  /** What the failed operation says. */
  message?: string;
  /** Strikes only this often, then no more. Default: always. */
  times?: number;
};

export const defaultTiming: SandboxTiming = {
  imageMs: 1500,
  createMs: 1500,
  startMs: 800,
  bootMs: 5000,
  stopMs: 1500,
  deleteMs: 500,
  copyMs: 6000,
  notebookMs: 4000,
};

const image = (alias: string, description: string, os: string, release: string): SandboxImage => ({
  alias,
  description,
  os,
  release,
  user: os,
});

export const defaultImages: SandboxImage[] = [
  image("ubuntu-24.04-cuda", "Ubuntu 24.04 with CUDA 12.8", "ubuntu", "24.04"),
  image("ubuntu-22.04-cuda", "Ubuntu 22.04 with CUDA 12.2", "ubuntu", "22.04"),
  image("pytorch-2", "Ubuntu 24.04 with PyTorch 2", "ubuntu", "24.04"),
  image("vllm", "Ubuntu 24.04 with vLLM", "ubuntu", "24.04"),
  image("ubuntu-24.04", "Ubuntu 24.04", "ubuntu", "24.04"),
  image("debian-12", "Debian 12", "debian", "12"),
];

type Fields = Record<string, unknown>;

function fail(path: string, wants: string): never {
  throw new Error(`Sandbox configuration: ${path} ${wants}.`);
}

function object(value: unknown, path: string): Fields {
  if (typeof value !== "object" || value === null || Array.isArray(value)) fail(path, "must be an object");
  return Object.fromEntries(Object.entries(value));
}

function list(value: unknown, path: string): unknown[] {
  return Array.isArray(value) ? value : fail(path, "must be a list");
}

function text(value: unknown, path: string, pattern: RegExp = /\S/): string {
  if (typeof value !== "string" || !pattern.test(value)) fail(path, `must be text matching ${pattern}`);
  return value;
}

function count(value: unknown, path: string, least: number): number {
  if (typeof value !== "number" || !Number.isFinite(value) || value < least) {
    fail(path, `must be a number of at least ${least}`);
  }
  return value;
}

function oneOf<T extends string>(value: unknown, path: string, choices: readonly T[]): T {
  return choices.find((choice) => choice === value) ?? fail(path, `must be one of ${choices.join(", ")}`);
}

function unique(values: string[], path: string): void {
  const twice = values.find((value, index) => values.indexOf(value) !== index);
  if (twice !== undefined) fail(path, `names "${twice}" twice`);
}

function parseCard(value: unknown, path: string): SandboxCard {
  const card = object(value, path);
  return {
    pciAddress: text(card.pciAddress, `${path}.pciAddress`, /^[0-9a-f]{4}:[0-9a-f]{2}:[0-9a-f]{2}\.[0-7]$/),
    vendor: text(card.vendor, `${path}.vendor`),
    product: text(card.product, `${path}.product`),
    ...(card.slices === undefined
      ? {}
      : {
          slices: list(card.slices, `${path}.slices`).map((one, i) =>
            parseSlice(one, `${path}.slices[${i}]`),
          ),
        }),
    ...(card.memoryMib === undefined ? {} : { memoryMib: count(card.memoryMib, `${path}.memoryMib`, 1) }),
  };
}

function parseSlice(value: unknown, path: string): SandboxSlice {
  const slice = object(value, path);
  return {
    gpu: count(slice.gpu, `${path}.gpu`, 0),
    compute: count(slice.compute, `${path}.compute`, 0),
    profile: text(slice.profile, `${path}.profile`, /^\d+g\.\d+gb$/),
  };
}

function parseHost(value: unknown, path: string): SandboxHost {
  const host = object(value, path);
  const cards = list(host.cards, `${path}.cards`).map((card, i) => parseCard(card, `${path}.cards[${i}]`));
  unique(
    cards.map((card) => card.pciAddress),
    `${path}.cards`,
  );
  return {
    name: text(host.name, `${path}.name`, /^[a-z0-9][a-z0-9-]*$/),
    vcpus: count(host.vcpus, `${path}.vcpus`, 1),
    memoryMib: count(host.memoryMib, `${path}.memoryMib`, 1),
    diskGib: count(host.diskGib, `${path}.diskGib`, 1),
    cards,
    ...(host.address === undefined
      ? {}
      : { address: text(host.address, `${path}.address`, /^127\.\d+\.\d+\.\d+$|^::1$/) }),
    ...(host.nvidia === undefined ? {} : { nvidia: parseDriver(host.nvidia, `${path}.nvidia`) }),
    status: oneOf(host.status ?? "online", `${path}.status`, ["online", "offline", "evacuated"]),
  };
}

function parseDriver(value: unknown, path: string): SandboxDriver {
  const driver = object(value, path);
  return {
    version: text(driver.version, `${path}.version`, /^\d+(\.\d+)*$/),
    cuda: text(driver.cuda, `${path}.cuda`, /^\d+(\.\d+)*$/),
  };
}

function parseFault(value: unknown, path: string): SandboxFault {
  const fault = object(value, path);
  return {
    match: text(fault.match, `${path}.match`),
    on: oneOf(fault.on, `${path}.on`, faultSteps),
    kind: oneOf(fault.kind, `${path}.kind`, faultKinds),
    ...(fault.seconds === undefined ? {} : { seconds: count(fault.seconds, `${path}.seconds`, 0) }),
    ...(fault.message === undefined ? {} : { message: text(fault.message, `${path}.message`) }),
    ...(fault.times === undefined ? {} : { times: count(fault.times, `${path}.times`, 1) }),
  };
}

function parseTiming(value: unknown): Partial<SandboxTiming> {
  const timing = object(value, "timing");
  const known = Object.keys(defaultTiming);
  for (const key of Object.keys(timing)) {
    if (!known.includes(key)) fail(`timing.${key}`, `is unknown; there are ${known.join(", ")}`);
    count(timing[key], `timing.${key}`, 0);
  }
  return timing;
}

function parseImage(value: unknown, path: string): SandboxImage {
  const fields = object(value, path);
  return {
    alias: text(fields.alias, `${path}.alias`, /^[a-zA-Z0-9][\w./-]*$/),
    description: text(fields.description, `${path}.description`),
    os: text(fields.os, `${path}.os`),
    release: text(fields.release, `${path}.release`),
    user: text(fields.user, `${path}.user`, /^[a-z_][a-z0-9_-]*$/),
    ...(fields.notebook === true ? { notebook: true } : {}),
    ...(fields.regions === undefined
      ? {}
      : {
          regions: list(fields.regions, `${path}.regions`).map((region, i) =>
            text(region, `${path}.regions[${i}]`),
          ),
        }),
  };
}

/** Checks a parsed JSON value; throws an Error naming the field that is wrong. */
export function parseSandboxConfig(value: unknown): SandboxConfig {
  const root = object(value, "the file");
  const regions: Record<string, SandboxRegion> = {};
  for (const [name, entry] of Object.entries(object(root.regions, "regions"))) {
    const path = `regions.${name}`;
    if (!/^[a-z0-9][a-z0-9-]*$/.test(name)) fail(path, "must be named with a-z, 0-9 and hyphens");
    const region = object(entry, path);
    const hosts = list(region.hosts, `${path}.hosts`).map((host, i) =>
      parseHost(host, `${path}.hosts[${i}]`),
    );
    unique(
      hosts.map((host) => host.name),
      `${path}.hosts`,
    );
    if (hosts.length === 0) fail(`${path}.hosts`, "must name at least one host");
    regions[name] = {
      hosts,
      ...(region.network === undefined
        ? {}
        : { network: oneOf(region.network, `${path}.network`, sandboxNetworks) }),
      ...(region.httpsPort === undefined
        ? {}
        : { httpsPort: count(region.httpsPort, `${path}.httpsPort`, 1) }),
      ...(region.trustPassword === undefined
        ? {}
        : { trustPassword: text(region.trustPassword, `${path}.trustPassword`) }),
    };
  }
  return {
    regions,
    ...(root.timing === undefined ? {} : { timing: parseTiming(root.timing) }),
    ...(root.images === undefined
      ? {}
      : { images: list(root.images, "images").map((image, i) => parseImage(image, `images[${i}]`)) }),
    ...(root.faults === undefined
      ? {}
      : { faults: list(root.faults, "faults").map((fault, i) => parseFault(fault, `faults[${i}]`)) }),
  };
}
