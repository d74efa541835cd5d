import { z } from "zod";
import type { WantedFirewall } from "@/lib/domain/firewall/plan";
import { deploymentTag } from "@/lib/ports/compute";
import type { FirewallInForce } from "@/lib/ports/firewall";
import { editable, instance } from "./answers";
import { readAcls, says } from "./firewall-acl";
import { profile } from "./firewall-mode";
import { both, type Devices, inForce, nowhere, target, text } from "./firewall-settings";
import { hostAddress, portsAmong } from "./forward";
import { tagsOf } from "./machine";
import type { Cluster } from "./options";

const shown = instance.and(both);
const named = profile.extend({ name: z.string() });

/** Everything is read once, whatever the number of machines; each is then compared without another question. */
export async function lookAtFirewalls(
  cluster: Cluster,
  wanted: ReadonlyMap<string, WantedFirewall>,
): Promise<ReadonlyMap<string, FirewallInForce>> {
  const { client, deploymentId, portRange } = cluster;
  const [machines, profiles, acls] = await Promise.all([
    client.get("/1.0/instances?recursion=1", z.array(shown)),
    client.get("/1.0/profiles?recursion=1", z.array(named)),
    // Where ports are forwarded there are none of ours.
    portRange === null ? readAcls(cluster) : new Map(),
  ]);
  const others = portsAmong(machines);
  const layers = new Map(profiles.map(({ name, devices }) => [name, devices ?? {}]));
  const addresses = new Map<string, ReturnType<typeof hostAddress>>();
  const addressOf = (host: string) => {
    const known = addresses.get(host) ?? hostAddress(cluster, host);
    addresses.set(host, known);
    return known;
  };
  const found = new Map<string, FirewallInForce>();
  for (const machine of machines) {
    const { name } = machine;
    const wish = wanted.get(name);
    if (wish === undefined || tagsOf(machine.config)[deploymentTag] !== deploymentId) continue;
    const { listen, told } = portRange === null ? nowhere : await addressOf(machine.location);
    const own = editable.parse(machine);
    const beneath: Devices = Object.assign({}, ...own.profiles.map((each) => layers.get(each) ?? {}));
    const expanded = machine.expanded_devices ?? {};
    const settings = target(cluster, {
      name,
      listen,
      own,
      expanded,
      beneath,
      wanted: wish,
      taken: others(name),
    });
    const acl = acls.get(name);
    const rulesKept = wish?.kind === "acl" ? acl !== undefined && says(acl, wish.rules) : acl === undefined;
    const changed = !rulesKept || text(settings) !== text(own);
    found.set(name, { ...inForce(told, own.devices), changed });
  }
  return found;
}
