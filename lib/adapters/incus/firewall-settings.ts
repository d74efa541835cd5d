import type { z } from "zod";
import type { Forward, WantedFirewall } from "@/lib/domain/firewall/plan";
import type { FirewallInForce } from "@/lib/ports/firewall";
import { editable, instance } from "./answers";
import { choosePort, forwardDevice, forwardName, heldPortKey, listenPort, openPrefix } from "./devices";
import { hasAcl, withAcl, withoutAcl } from "./firewall-acl";
import type { PortsOfOthers } from "./forward";
import type { Cluster } from "./options";

export type Devices = Record<string, Record<string, string>>;
export type Settings = { config: Record<string, string>; devices: Devices };

/** A machine with its own settings, and those of its profiles and its own together. */
export const both = editable.extend({ expanded_devices: instance.shape.expanded_devices });

/** Nothing is forwarded, so nothing listens. */
export const nowhere = { listen: "", told: "" };

const openName = ({ protocol, port }: Forward) => `${openPrefix}${protocol}-${port}`;

/** The same text: there is nothing to change. */
export const text = ({ config, devices }: Settings): string =>
  JSON.stringify([
    config[heldPortKey] ?? null,
    Object.entries(devices)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, device]) => [key, sorted(device)]),
  ]);

const sorted = (device: Record<string, string>): string => JSON.stringify(Object.entries(device).sort());

/** What its settings have to be. Chooses ports only where the machine has none, or an elder's. */
export function target(
  cluster: Cluster,
  given: {
    name: string;
    /** The address on which its host listens, where ports are forwarded. */
    listen: string;
    own: z.infer<typeof editable>;
    expanded: Devices;
    /** What its profiles give it. */
    beneath: Devices;
    wanted: WantedFirewall;
    taken: PortsOfOthers;
  },
): Settings {
  const { name, listen, own, wanted, taken } = given;
  const devices: Devices = Object.fromEntries(
    Object.entries(own.devices).filter(([key]) => !key.startsWith(openPrefix)),
  );
  const { [heldPortKey]: held, ...config } = own.config;
  const [nicName, nic] = Object.entries(given.expanded).find(([, device]) => device.type === "nic") ?? [];
  if (nicName !== undefined && nic !== undefined) {
    if (wanted?.kind === "acl") devices[nicName] = withAcl(nic, name);
    else if (hasAcl(nic, name)) {
      const plain = withoutAcl(nic, name);
      // An own one only where it says something else: otherwise a change of the profile would pass it by.
      if (sorted(plain) === sorted(given.beneath[nicName] ?? {})) delete devices[nicName];
      else devices[nicName] = plain;
    }
  }
  const { portRange } = cluster;
  if (portRange === null) return { config, devices };
  const mine = new Set<number>();
  const open = wanted?.kind === "forwards" ? wanted.forwards : [];
  // What is open already and stays keeps its port, so none of those is chosen for what is new.
  const staying = new Set(
    [forwardName, ...open.map(openName)].flatMap((key) => {
      const device = own.devices[key];
      return (device && listenPort(device)) ?? [];
    }),
  );
  /** The port that it has, unless it was an elder's first; or a new one. */
  const portFor = (seed: string, has: number | null) => {
    const port =
      has !== null && !taken.elders.has(has) && !mine.has(has)
        ? has
        : choosePort(seed, portRange, {
            has: (port) => taken.all.has(port) || mine.has(port) || staying.has(port),
          });
    mine.add(port);
    return port;
  };
  const sshDevice = own.devices[forwardName];
  const sshHas = (sshDevice && listenPort(sshDevice)) ?? (held === undefined ? null : Number(held));
  const sshPort = portFor(name, sshHas);
  if (wanted?.kind === "forwards" && !wanted.ssh) {
    delete devices[forwardName];
    config[heldPortKey] = `${sshPort}`;
  } else devices[forwardName] = forwardDevice(listen, sshPort);
  for (const forward of open) {
    const key = openName(forward);
    const device = own.devices[key];
    const port = portFor(`${name} ${key}`, device ? listenPort(device) : null);
    devices[key] = forwardDevice(listen, port, forward);
  }
  return { config, devices };
}

export function inForce(host: string, devices: Devices): Omit<FirewallInForce, "changed"> {
  const at = (device: Record<string, string> | undefined) => {
    const port = device ? listenPort(device) : null;
    return port === null ? null : { host, port };
  };
  const forwards = Object.entries(devices).flatMap(([key, device]) => {
    const [, protocol, port] = /^open-(tcp|udp)-(\d+)$/.exec(key) ?? [];
    const outside = at(device);
    if (outside === null || (protocol !== "tcp" && protocol !== "udp")) return [];
    return [{ protocol, port: Number(port), outside } as const];
  });
  return { ssh: at(devices[forwardName]), forwards };
}
