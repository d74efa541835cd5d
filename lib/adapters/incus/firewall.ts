import type { z } from "zod";
import type { Forward, WantedFirewall } from "@/lib/domain/firewall/plan";
import type { FirewallInForce, Firewalls } from "@/lib/ports/firewall";
import { editable, instance } from "./answers";
import { choosePort, forwardDevice, forwardName, heldPortKey, listenPort, openPrefix } from "./devices";
import { hasAcl, removeAcl, withAcl, withoutAcl, writeAcl } from "./firewall-acl";
import { firewallMode, profile } from "./firewall-mode";
import { choosingAlone, hostAddress, portsOfOthers } from "./forward";
import type { Cluster } from "./options";
import { instanceUrl, ourMachine } from "./read";

type Devices = Record<string, Record<string, string>>;
type Settings = { config: Record<string, string>; devices: Devices };

const both = editable.extend({ expanded_devices: instance.shape.expanded_devices });

const openName = ({ protocol, port }: Forward) => `${openPrefix}${protocol}-${port}`;

/** Two portals, or two workers, may choose the same port at once: so often it is looked at again. */
const attempts = 3;

/** Nothing is forwarded, so nothing listens. */
const nowhere = { listen: "", told: "" };

/** What reaches the machines from outside: ACLs on their interfaces, or ports of the hosts that lead inside. */
export function incusFirewalls(cluster: Cluster): Firewalls {
  return {
    firewallMode: () => firewallMode(cluster),
    async applyFirewall(machine, wanted) {
      const { host } = await ourMachine(cluster, machine);
      const { listen, told } = cluster.portRange === null ? nowhere : await hostAddress(cluster, host);
      const rulesChanged = wanted?.kind === "acl" && (await writeAcl(cluster, machine, wanted.rules));
      let { changed, settings } = await choosingAlone(cluster, () =>
        settle(cluster, { name: machine, listen }, wanted),
      );
      // Only what no interface names can be deleted.
      if (wanted?.kind !== "acl" && (await removeAcl(cluster, machine))) changed = true;
      return { ...inForce(told, settings.devices), changed: changed || rulesChanged };
    },
    removeFirewall: async (machine) => void (await removeAcl(cluster, machine)),
  };
}

/** Brings the machine's devices to what is wanted; looks again until no other machine has one of its ports. */
async function settle(
  cluster: Cluster,
  { name, listen }: { name: string; listen: string },
  wanted: WantedFirewall,
): Promise<{ changed: boolean; settings: Settings }> {
  for (let attempt = 1; ; attempt += 1) {
    const { value, etag } = await cluster.client.getWithEtag(instanceUrl(name), both);
    const { expanded_devices, ...own } = value;
    const [taken, beneath] = [await portsOfOthers(cluster, name), await ofProfiles(cluster, own)];
    const expanded = expanded_devices ?? {};
    const settings = target(cluster, { name, listen, own, expanded, beneath, wanted, taken });
    if (text(settings) === text(own)) return { changed: attempt > 1, settings };
    if (attempt > attempts) return { changed: true, settings: own };
    // With the etag: what somebody else changed in between is not overwritten; the call fails and is repeated.
    await cluster.client.change("PUT", instanceUrl(name), { body: { ...own, ...settings }, ifMatch: etag });
  }
}

const text = ({ config, devices }: Settings): string =>
  JSON.stringify([
    config[heldPortKey] ?? null,
    Object.entries(devices)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, device]) => [key, sorted(device)]),
  ]);

const sorted = (device: Record<string, string>): string => JSON.stringify(Object.entries(device).sort());

async function ofProfiles({ client }: Cluster, { profiles }: z.infer<typeof editable>): Promise<Devices> {
  const all = await Promise.all(
    profiles.map((each) => client.get(`/1.0/profiles/${encodeURIComponent(each)}`, profile)),
  );
  return Object.assign({}, ...all.map(({ devices }) => devices ?? {}));
}

function target(
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
    taken: Awaited<ReturnType<typeof portsOfOthers>>;
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
  const staying = [forwardName, ...open.map(openName)].flatMap((key) => {
    const device = own.devices[key];
    return (device && listenPort(device)) ?? [];
  });
  /** The port that it has, unless it was an elder's first; or a new one. */
  const portFor = (seed: string, has: number | null) => {
    const port =
      has !== null && !taken.elders.has(has) && !mine.has(has)
        ? has
        : choosePort(seed, portRange, new Set([...taken.all, ...mine, ...staying]));
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

function inForce(host: string, devices: Devices): Omit<FirewallInForce, "changed"> {
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
