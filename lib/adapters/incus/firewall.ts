import type { z } from "zod";
import type { WantedFirewall } from "@/lib/domain/firewall/plan";
import type { Firewalls } from "@/lib/ports/firewall";
import type { editable } from "./answers";
import { removeAcl, writeAcl } from "./firewall-acl";
import { lookAtFirewalls } from "./firewall-look";
import { firewallMode, profile } from "./firewall-mode";
import { both, type Devices, inForce, nowhere, type Settings, target, text } from "./firewall-settings";
import { choosingAlone, hostAddress, portsOfOthers } from "./forward";
import type { Cluster } from "./options";
import { instanceUrl, ourMachine } from "./read";

/** Two portals, or two workers, may choose the same port at once: so often it is looked at again. */
const attempts = 3;

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
    lookAtFirewalls: (wanted) => lookAtFirewalls(cluster, wanted),
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

async function ofProfiles({ client }: Cluster, { profiles }: z.infer<typeof editable>): Promise<Devices> {
  const all = await Promise.all(
    profiles.map((each) => client.get(`/1.0/profiles/${encodeURIComponent(each)}`, profile)),
  );
  return Object.assign({}, ...all.map(({ devices }) => devices ?? {}));
}
