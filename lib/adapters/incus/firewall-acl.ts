import { z } from "zod";
import type { AclRule } from "@/lib/domain/firewall/plan";
import { portsText } from "@/lib/domain/firewall/rules";
import { ComputeError, deploymentTag } from "@/lib/ports/compute";
import { isAlready } from "./errors";
import { configOfTags, tagsOf } from "./machine";
import type { Cluster } from "./options";
import { absentIsDone } from "./read";

type Device = Record<string, string>;
type Rule = Record<string, string>;

const acl = z.object({
  name: z.string(),
  config: z.record(z.string(), z.string()).nullish(),
  ingress: z.array(z.record(z.string(), z.string())).nullish(),
  egress: z.array(z.record(z.string(), z.string())).nullish(),
});

const aclUrl = (name: string) => `/1.0/network-acls/${encodeURIComponent(name)}`;

/** Our rules in the provider's words, without repetitions, which it refuses. ICMP is one protocol per family there. */
export function ingressOf(rules: readonly AclRule[]): Rule[] {
  const all = rules.flatMap(({ action, protocol, ports, sources }): Rule[] => {
    const rule = (of: string, from: readonly string[]): Rule => ({
      action,
      protocol: of,
      state: "enabled",
      ...(ports === null ? {} : { destination_port: portsText(ports) }),
      ...(from.length === 0 ? {} : { source: from.join(",") }),
    });
    if (protocol !== "icmp") return [rule(protocol, sources)];
    const isIpv6 = (source: string) => source.includes(":");
    const families = [
      { of: "icmp4", from: sources.filter((source) => !isIpv6(source)) },
      { of: "icmp6", from: sources.filter(isIpv6) },
    ];
    return families.flatMap(({ of, from }) =>
      sources.length > 0 && from.length === 0 ? [] : [rule(of, from)],
    );
  });
  return [...new Map(all.map((rule) => [written(rule), rule])).values()];
}

const written = (rule: Rule): string => JSON.stringify(Object.entries(rule).sort());

async function find(cluster: Cluster, name: string) {
  try {
    const { value, etag } = await cluster.client.getWithEtag(aclUrl(name), acl);
    if (tagsOf(value.config ?? {})[deploymentTag] !== cluster.deploymentId)
      throw new ComputeError("refused", `The network ACL ${name} belongs to somebody else`, false);
    return { value, etag };
  } catch (error) {
    if (error instanceof ComputeError && error.code === "not_found") return null;
    throw error;
  }
}

type Acl = z.infer<typeof acl>;

/** Does it say these rules, and nothing else? */
export const says = ({ ingress, egress }: Acl, rules: readonly AclRule[]): boolean =>
  (ingress ?? []).map(written).join() === ingressOf(rules).map(written).join() && (egress ?? []).length === 0;

/** Every ACL of the region, by name. */
export async function readAcls({ client }: Cluster): Promise<ReadonlyMap<string, Acl>> {
  const all = await client.get("/1.0/network-acls?recursion=1", z.array(acl));
  return new Map(all.map((each) => [each.name, each]));
}

/** Writes the machine's own ACL. False: it was so already. */
export async function writeAcl(cluster: Cluster, name: string, rules: readonly AclRule[]): Promise<boolean> {
  const ingress = ingressOf(rules);
  const config = configOfTags({ [deploymentTag]: cluster.deploymentId });
  const body = { description: "", config, egress: [], ingress };
  const existing = await find(cluster, name);
  if (existing === null) {
    try {
      await cluster.client.change("POST", "/1.0/network-acls", { body: { name, ...body } });
      return true;
    } catch (error) {
      // An earlier attempt of ours, or somebody else's: the next look tells.
      if (isAlready(error, /already exists/i)) return writeAcl(cluster, name, rules);
      throw error;
    }
  }
  const { value, etag } = existing;
  if (says(value, rules)) return false;
  await cluster.client.change("PUT", aclUrl(name), { body, ifMatch: etag });
  return true;
}

/** Takes the machine's own ACL away. False: there is none. */
export async function removeAcl(cluster: Cluster, name: string): Promise<boolean> {
  if ((await find(cluster, name)) === null) return false;
  await absentIsDone(() => cluster.client.change("DELETE", aclUrl(name), {}));
  return true;
}

const KEYS = {
  acls: "security.acls",
  ingress: "security.acls.default.ingress.action",
  egress: "security.acls.default.egress.action",
} as const;

/** The interface with our ACL beside those that an operator put there: what no rule lets in is refused. */
export function withAcl(nic: Device, name: string): Device {
  return {
    ...nic,
    [KEYS.acls]: [...others(nic, name), name].join(","),
    [KEYS.ingress]: "reject",
    [KEYS.egress]: "allow",
  };
}

export const hasAcl = (nic: Device, name: string): boolean =>
  (nic[KEYS.acls] ?? "").split(",").includes(name);

/** The same without ours. */
export function withoutAcl(nic: Device, name: string): Device {
  const { [KEYS.acls]: _acls, [KEYS.ingress]: _in, [KEYS.egress]: _out, ...plain } = nic;
  const rest = others(nic, name);
  return rest.length === 0 ? plain : { ...plain, [KEYS.acls]: rest.join(",") };
}

const others = (nic: Device, name: string): string[] =>
  (nic[KEYS.acls] ?? "").split(",").filter((each) => each !== "" && each !== name);
