import type { Machine, MachineStatus } from "@/lib/ports/compute";
import type { InstanceAnswer, StateAnswer } from "./answers";
import { cardOf, heldPortKey, isAnywhere } from "./devices";

const statuses: Record<number, MachineStatus> = {
  102: "stopped",
  103: "running",
  106: "starting",
  107: "stopping",
  109: "frozen",
  110: "frozen",
  111: "running",
  113: "running",
};

/** The product's view of an instance. `state` is null when the host cannot be asked. */
export function machineOf(
  instance: InstanceAnswer,
  state: StateAnswer | null,
  serverName: string,
  addresses: ReadonlyMap<string, string> = new Map(),
): Machine {
  const status = statuses[state?.status_code ?? instance.status_code] ?? "error";
  const devices = devicesOf(instance);
  const config = instance.config ?? {};
  // A daemon that is no cluster calls its only place "none".
  const host = instance.location === "none" ? serverName : instance.location;
  return {
    name: instance.name,
    host,
    status,
    tags: tagsOf(config),
    bootId: bootIdOf(status, instance, state),
    // While SSH is closed its port leads nowhere; the guest's own address was never the customer's.
    address:
      reachedAt(devices, addresses.get(host)) ??
      (config[heldPortKey] === undefined ? ownAddress(state) : null),
    cards: Object.entries(devices)
      .sort(([a], [b]) => a.localeCompare(b, "en", { numeric: true }))
      .flatMap(([, device]) => cardOf(device) ?? []),
    createdAt: new Date(instance.created_at),
    ...(isUnfinished(instance) ? { unfinished: true } : {}),
  };
}

/**
 * The last thing that a creation does is to note that the image's templates are still to be applied; the first start
 * takes the note away. A daemon that was killed in between leaves a machine with half an image, and no other sign.
 */
function isUnfinished(instance: InstanceAnswer): boolean {
  return neverStarted(instance) && instance.config?.["volatile.apply_template"] === undefined;
}

export const neverStarted = ({ last_used_at }: InstanceAnswer): boolean =>
  !(new Date(last_used_at).getTime() > 0);

/**
 * `last_used_at` is written at every start and at nothing else, and `pid` is the boot's first process: together
 * they change with each boot, however it came about, and survive a restart of the daemon itself.
 */
function bootIdOf(status: MachineStatus, instance: InstanceAnswer, state: StateAnswer | null): string | null {
  if (state === null || state.pid <= 0 || status === "stopped" || status === "error") return null;
  return `${instance.last_used_at}/${state.pid}`;
}

export function tagsOf(config: Record<string, string>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(config)
      .filter(([key]) => key.startsWith("user."))
      .map(([key, value]) => [key.slice("user.".length), value]),
  );
}

export const configOfTags = (tags: Record<string, string>): Record<string, string> =>
  Object.fromEntries(Object.entries(tags).map(([key, value]) => [`user.${key}`, value]));

type Devices = Record<string, Record<string, string>>;

/** The host's address that leads to the guest's SSH. */
export function forwardedAddress(devices: Devices): { host: string; port: number } | null {
  for (const device of Object.values(devices)) {
    if (device.type !== "proxy" || !device.connect?.endsWith(":22")) continue;
    const listen = /^tcp:\[?([^\]]+?)\]?:(\d+)$/.exec(device.listen ?? "");
    if (listen?.[1] && listen[2]) return { host: listen[1], port: Number(listen[2]) };
  }
  return null;
}

export const devicesOf = ({ expanded_devices, devices }: InstanceAnswer): Devices =>
  expanded_devices ?? devices ?? {};

/** The same for customers: what is forwarded on every address of the host is told with the host's own. */
function reachedAt(devices: Devices, own: string | undefined): Machine["address"] {
  const forwarded = forwardedAddress(devices);
  return forwarded && own !== undefined && isAnywhere(forwarded.host)
    ? { ...forwarded, host: own }
    : forwarded;
}

function ownAddress(state: StateAnswer | null): { host: string; port: number } | null {
  const all = Object.entries(state?.network ?? {})
    .filter(([name]) => name !== "lo")
    .flatMap(([, network]) => network.addresses ?? [])
    .filter((address) => address.scope === "global");
  const best = all.find((address) => address.family === "inet") ?? all[0];
  return best ? { host: best.address, port: 22 } : null;
}
