/** What a customer writes: one rule lets something in. What no rule lets in stays out. */
import { ALL_IPV4, ALL_IPV6, contains } from "./cidr";

export const protocols = ["tcp", "udp", "icmp"] as const;
export type Protocol = (typeof protocols)[number];

/** Both ends belong to it. */
export type PortRange = { first: number; last: number };

export type FirewallRule = {
  protocol: Protocol;
  /** Null exactly for icmp. */
  ports: PortRange | null;
  /** Canonical blocks, sorted; empty: from anywhere. */
  sources: string[];
  note: string;
};

export const SSH_PORT = 22;
export const NOTE_MAXIMUM = 80;

export type PortsProblem = "form" | "range" | "order";

/** "8888", or "8000-8010" with any dash and blanks around it. */
export function parsePorts(text: string): PortRange | PortsProblem {
  const [, from = "", to] = /^(\d{1,6})(?:\s*[-–:]\s*(\d{1,6}))?$/.exec(text.trim()) ?? [];
  if (from === "") return "form";
  const [first, last] = [Number(from), Number(to ?? from)];
  if (first < 1 || last < 1 || first > 65_535 || last > 65_535) return "range";
  return first > last ? "order" : { first, last };
}

export const portsText = ({ first, last }: PortRange): string =>
  first === last ? `${first}` : `${first}-${last}`;

/** Without repetitions and in one order. "From every IPv4 and every IPv6 address" is the same as from anywhere. */
export function cleanSources(cidrs: readonly string[]): string[] {
  const sources = [...new Set(cidrs)].sort();
  return sources.includes(ALL_IPV4) && sources.includes(ALL_IPV6) ? [] : sources;
}

/** Does the rule let this port of this protocol in, from somewhere? */
export const opens = (rule: FirewallRule, protocol: "tcp" | "udp", port: number): boolean =>
  rule.protocol === protocol && rule.ports !== null && rule.ports.first <= port && port <= rule.ports.last;

export const admits = (rule: FirewallRule, address: string): boolean =>
  rule.sources.length === 0 || rule.sources.some((source) => contains(source, address));

/** What people most often want open. */
export const presets = [
  { key: "ssh", rules: [rule("tcp", 22)] },
  { key: "web", rules: [rule("tcp", 80), rule("tcp", 443)] },
  { key: "jupyter", rules: [rule("tcp", 8888)] },
  { key: "vllm", rules: [rule("tcp", 8000)] },
] as const satisfies readonly { key: string; rules: FirewallRule[] }[];

function rule(protocol: "tcp", port: number): FirewallRule & { ports: PortRange } {
  return { protocol, ports: { first: port, last: port }, sources: [], note: "" };
}
