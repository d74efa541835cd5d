/** IP addresses as numbers: read strictly, written in their one canonical form (RFC 5952). */
export type IpAddress = { family: 4 | 6; value: bigint };

export const BITS = { 4: 32, 6: 128 } as const;

/** Null: not an address. Leading zeros in IPv4 are refused, because some programs read them as octal. */
export function parseAddress(text: string): IpAddress | null {
  return text.includes(":") ? parseIpv6(text) : parseIpv4(text);
}

/** The same host is one address: IPv4 that arrives inside IPv6 (`::ffff:192.0.2.1`) is IPv4. */
export function plainAddress(address: IpAddress): IpAddress {
  const mapped = address.family === 6 && address.value >> 32n === 0xffffn;
  return mapped ? { family: 4, value: address.value & 0xffffffffn } : address;
}

export function addressText({ family, value }: IpAddress): string {
  if (family === 4) return [24n, 16n, 8n, 0n].map((shift) => (value >> shift) & 0xffn).join(".");
  const groups = Array.from({ length: 8 }, (_, index) =>
    Number((value >> BigInt(112 - 16 * index)) & 0xffffn),
  );
  const { start, length } = longestZeros(groups);
  const hex = (part: number[]) => part.map((group) => group.toString(16)).join(":");
  if (length < 2) return hex(groups);
  return `${hex(groups.slice(0, start))}::${hex(groups.slice(start + length))}`;
}

function parseIpv4(text: string): IpAddress | null {
  const parts = text.split(".");
  if (parts.length !== 4 || !parts.every((part) => /^(0|[1-9]\d{0,2})$/.test(part) && Number(part) <= 255))
    return null;
  return { family: 4, value: parts.reduce((sum, part) => (sum << 8n) + BigInt(part), 0n) };
}

function parseIpv6(text: string): IpAddress | null {
  const halves = text.split("::");
  if (halves.length > 2) return null;
  const [head = "", tail] = halves;
  const before = groupsOf(head, tail === undefined);
  const after = tail === undefined ? [] : groupsOf(tail, true);
  if (before === null || after === null) return null;
  const missing = 8 - before.length - after.length;
  if (tail === undefined ? missing !== 0 : missing < 1) return null;
  const groups = [...before, ...Array.from({ length: missing }, () => 0), ...after];
  return { family: 6, value: groups.reduce((sum, group) => (sum << 16n) + BigInt(group), 0n) };
}

/** Sixteen bits each; the last two may be written as IPv4. */
function groupsOf(text: string, mayEndInIpv4: boolean): number[] | null {
  if (text === "") return [];
  const parts = text.split(":");
  const groups: number[] = [];
  for (const [index, part] of parts.entries()) {
    const ipv4 = mayEndInIpv4 && index === parts.length - 1 && part.includes(".") ? parseIpv4(part) : null;
    if (ipv4) groups.push(Number(ipv4.value >> 16n), Number(ipv4.value & 0xffffn));
    else if (/^[0-9a-f]{1,4}$/i.test(part)) groups.push(Number.parseInt(part, 16));
    else return null;
  }
  return groups;
}

/** The first of the longest runs of zeros: the one that `::` stands for. */
function longestZeros(groups: readonly number[]): { start: number; length: number } {
  let best = { start: 0, length: 0 };
  let start = 0;
  for (const [index, group] of groups.entries()) {
    if (group !== 0) start = index + 1;
    else if (index + 1 - start > best.length) best = { start, length: index + 1 - start };
  }
  return best;
}
