import { createHash } from "node:crypto";
import { BlockList, isIPv6 } from "node:net";
import type { AclRule } from "./acl-store";
import type { Cluster } from "./cluster";
import { expandedDevices, type MachineRecord } from "./machine";

/** A machine's own address: the same for as long as it has its name. */
export function ownAddress(cluster: Cluster, name: string): string {
  const [a = 0, b = 0, c = 0] = createHash("sha256").update(name).digest();
  // Of the loopback network every address answers on this computer.
  return `${cluster.network === "ovn" ? 127 : 10}.${a}.${b}.${Math.max(2, c)}`;
}

/** The ACLs on a device. */
export const aclsOf = (device: Record<string, string>): string[] =>
  (device["security.acls"] ?? "")
    .split(",")
    .map((name) => name.trim())
    .filter((name) => name !== "");

/** Does what comes from there to a port of the machine pass the ACLs of its interface? Without any, everything does. */
export function letsIn(
  cluster: Cluster,
  machine: MachineRecord,
  protocol: "tcp" | "udp",
  port: number,
  from: string,
): boolean {
  const nic = Object.values(expandedDevices(machine)).find((device) => device.type === "nic") ?? {};
  const names = aclsOf(nic);
  if (names.length === 0) return true;
  const rules = names.flatMap((name) => cluster.acls.find(name)?.ingress ?? []);
  const matching = rules.filter(
    (rule) => rule.state !== "disabled" && matches(rule, protocol, port, from.replace(/^::ffff:/, "")),
  );
  // The daemon orders rules by what they do, whatever order they are written in.
  const strongest = ["drop", "reject", "allow", "allow-stateless"].find((action) =>
    matching.some((rule) => rule.action === action),
  );
  return (strongest ?? nic["security.acls.default.ingress.action"] ?? "reject").startsWith("allow");
}

function matches(rule: AclRule, protocol: "tcp" | "udp", port: number, from: string): boolean {
  if (rule.protocol && rule.protocol !== protocol) return false;
  const ports = split(rule.destination_port);
  const inside = ports.some((range) => {
    const [first, last = first] = range.split("-").map(Number);
    return first !== undefined && last !== undefined && first <= port && port <= last;
  });
  const sources = split(rule.source);
  return (ports.length === 0 || inside) && (sources.length === 0 || sources.some((one) => within(one, from)));
}

function within(source: string, from: string): boolean {
  const [address = "", prefix] = source.split("/");
  const family = isIPv6(address) ? "ipv6" : "ipv4";
  const list = new BlockList();
  list.addSubnet(address, Number(prefix ?? (family === "ipv6" ? 128 : 32)), family);
  return list.check(from, isIPv6(from) ? "ipv6" : "ipv4");
}

const split = (list: string | undefined): string[] =>
  (list ?? "")
    .split(",")
    .map((each) => each.trim())
    .filter((each) => each !== "");
