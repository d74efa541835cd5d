/**
 * What the provider is to do for one instance, and what its owner must be told.
 *
 *   rule sets  network        what is in force
 *   none       any            as if there were no firewall
 *   some       has ACLs       an ACL with all rules; the rest is refused
 *   some       forwards       each open port gets a port of the host; nothing else leads inside
 *   some       neither        nothing can be kept: sets cannot be attached there
 *
 * SSH is its own switch. Sets without a rule for it leave it open to everybody; sets with one say from where, where an
 * ACL can keep that; and only `sshClosed` closes it, whatever the sets say.
 */
import { ALL_IPV4, ALL_IPV6 } from "./cidr";
import { admits, type FirewallRule, opens, type PortRange, SSH_PORT } from "./rules";

/** `forwards`, `forwards6`: ports of an IPv4 or IPv6 address of the hosts lead to the machines. */
export const firewallModes = ["acls", "forwards", "forwards6", "none"] as const;
export type FirewallMode = (typeof firewallModes)[number];

export type Forward = { protocol: "tcp" | "udp"; port: number };
export type AclRule = { action: "allow" | "reject" } & (
  | { protocol: "tcp" | "udp"; ports: PortRange; sources: string[] }
  | { protocol: "icmp"; ports: null; sources: string[] }
);

/** Null: as the region has it for everybody. */
export type WantedFirewall =
  | { kind: "acl"; rules: AclRule[] }
  | { kind: "forwards"; ssh: boolean; forwards: Forward[] }
  | null;

export type FirewallWarning =
  /** There are rule sets, and the region's network can keep none of their rules: everything is open. */
  | { kind: "nothing_kept" }
  | { kind: "ssh_closed" }
  /** SSH is open, but not from where its owner is now. */
  | { kind: "ssh_not_from_here" }
  /** A rule limits SSH, which a forwarded port cannot: it stays open to everybody. */
  | { kind: "ssh_open_to_all" }
  /** Not opened: a forwarded port cannot keep the limit. */
  | { kind: "source_not_kept"; rule: FirewallRule }
  | { kind: "icmp_not_forwarded"; rule: FirewallRule }
  /** Not opened: an instance has only so many forwarded ports. */
  | { kind: "too_many_ports"; rule: FirewallRule; most: number };

export type FirewallPlan = { wanted: WantedFirewall; warnings: FirewallWarning[] };

export type FirewallWish = {
  /** Of every attached set, in one list; null: none is attached. */
  rules: readonly FirewallRule[] | null;
  sshClosed: boolean;
};

export type PlanLimits = { forwardedPortsPerInstance: number };

/** Folds the attached sets into what is wanted in a region. `address`: where its owner is now, if that is known. */
export function planFirewall(
  { rules, sshClosed }: FirewallWish,
  mode: FirewallMode,
  limits: PlanLimits,
  address: string | null = null,
): FirewallPlan {
  if (rules === null) return { wanted: null, warnings: [] };
  if (mode === "none") return { wanted: null, warnings: [{ kind: "nothing_kept" }] };
  if (mode === "acls") return planAcl(rules, sshClosed, address);
  return planForwards(rules, sshClosed, limits, mode === "forwards" ? ALL_IPV4 : ALL_IPV6);
}

/** Would SSH still be reachable from the address, as far as the firewall goes? */
export function reachesSsh(wish: FirewallWish, mode: FirewallMode, address: string | null): boolean {
  const { warnings } = planFirewall(wish, mode, { forwardedPortsPerInstance: 0 }, address);
  return !warnings.some(({ kind }) => kind === "ssh_closed" || kind === "ssh_not_from_here");
}

export type SshReach = "open" | "limited" | "closed";

/** Who reaches SSH, as far as the firewall goes: everybody, some, nobody. */
export function sshReach({ rules, sshClosed }: FirewallWish, mode: FirewallMode): SshReach {
  if (rules === null || mode === "none") return "open";
  if (sshClosed) return "closed";
  const own = rules.filter(forSsh);
  return mode !== "acls" || own.length === 0 || own.some((rule) => rule.sources.length === 0)
    ? "open"
    : "limited";
}

const forSsh = (rule: FirewallRule): boolean => opens(rule, "tcp", SSH_PORT);

function planAcl(rules: readonly FirewallRule[], sshClosed: boolean, address: string | null): FirewallPlan {
  const ssh = {
    protocol: "tcp",
    ports: { first: SSH_PORT, last: SSH_PORT },
    sources: [] as string[],
  } as const;
  const wanted = rules.map(aclRule);
  // A rejection wins over whatever allows; the provider orders them so.
  if (sshClosed) wanted.unshift({ action: "reject", ...ssh });
  else if (!rules.some(forSsh)) wanted.unshift({ action: "allow", ...ssh });
  const fromHere =
    address === null || !rules.some(forSsh) || rules.some((rule) => forSsh(rule) && admits(rule, address));
  return {
    wanted: { kind: "acl", rules: distinct(wanted) },
    warnings: sshClosed ? [{ kind: "ssh_closed" }] : fromHere ? [] : [{ kind: "ssh_not_from_here" }],
  };
}

function aclRule({ protocol, ports, sources }: FirewallRule): AclRule {
  const common = { action: "allow", sources } as const;
  return protocol === "icmp" || ports === null
    ? { ...common, protocol: "icmp", ports: null }
    : { ...common, protocol, ports };
}

function planForwards(
  rules: readonly FirewallRule[],
  sshClosed: boolean,
  { forwardedPortsPerInstance: most }: PlanLimits,
  everybody: string,
): FirewallPlan {
  const warnings: FirewallWarning[] = [];
  const forwards: Forward[] = [];
  const isOpen = (protocol: Forward["protocol"], port: number) =>
    forwards.some((open) => open.protocol === protocol && open.port === port);
  const unlimited = (rule: FirewallRule) => rule.sources.length === 0 || rule.sources.includes(everybody);
  if (sshClosed) warnings.push({ kind: "ssh_closed" });
  else if (rules.some(forSsh) && !rules.some((rule) => forSsh(rule) && unlimited(rule)))
    warnings.push({ kind: "ssh_open_to_all" });
  for (const rule of rules) {
    const { protocol, ports } = rule;
    if (protocol === "icmp" || ports === null || !unlimited(rule)) continue;
    const more = portsOf(ports).filter((port) => !isSsh(rule, port) && !isOpen(protocol, port));
    // All of a rule or nothing: a part of a range is no use to anybody, and takes the room of the next rule.
    if (forwards.length + more.length > most) warnings.push({ kind: "too_many_ports", rule, most });
    else forwards.push(...more.map((port) => ({ protocol, port })));
  }
  for (const rule of rules) {
    const { protocol, ports } = rule;
    if (protocol === "icmp" || ports === null) warnings.push({ kind: "icmp_not_forwarded", rule });
    // What another rule opens to everybody anyway, or SSH, which has a word of its own, needs no second one.
    else if (!unlimited(rule) && portsOf(ports).some((port) => !isSsh(rule, port) && !isOpen(protocol, port)))
      warnings.push({ kind: "source_not_kept", rule });
  }
  return { wanted: { kind: "forwards", ssh: !sshClosed, forwards: forwards.sort(inOrder) }, warnings };
}

const isSsh = (rule: FirewallRule, port: number): boolean => rule.protocol === "tcp" && port === SSH_PORT;

const portsOf = ({ first, last }: PortRange): number[] =>
  Array.from({ length: last - first + 1 }, (_, index) => first + index);

const inOrder = (a: Forward, b: Forward): number =>
  a.protocol === b.protocol ? a.port - b.port : a.protocol < b.protocol ? -1 : 1;

function distinct(rules: readonly AclRule[]): AclRule[] {
  return [...new Map(rules.map((rule) => [JSON.stringify(rule), rule])).values()];
}
