/** Blocks of addresses in CIDR notation: where a rule lets traffic come from. */
import { addressText, BITS, type IpAddress, parseAddress, plainAddress } from "./address";

export type CidrProblem = "form" | "prefix" | "host_bits";
export type ParsedCidr =
  | { ok: true; cidr: string }
  /** `suggestion`: what was probably meant, for host bits alone. */
  | { ok: false; problem: CidrProblem; suggestion?: string };

export const ALL_IPV4 = "0.0.0.0/0";
export const ALL_IPV6 = "::/0";

/**
 * The block in canonical form; an address alone is a block of one. Bits after the prefix are refused rather than
 * dropped, because `10.0.0.7/8` is a typing error more often than a wish for sixteen million addresses.
 */
export function parseCidr(text: string): ParsedCidr {
  const [, before = "", after] = /^([0-9a-f.:]+)(?:\/(\d{1,3}))?$/i.exec(text) ?? [];
  const address = parseAddress(before);
  if (address === null) return { ok: false, problem: "form" };
  const most = BITS[address.family];
  const prefix = after === undefined ? most : Number(after);
  if (prefix > most || (after !== undefined && /^0\d/.test(after))) return { ok: false, problem: "prefix" };
  const first = firstOf(address, prefix);
  const cidr = `${addressText(first)}/${prefix}`;
  return first.value === address.value
    ? { ok: true, cidr }
    : { ok: false, problem: "host_bits", suggestion: cidr };
}

/** Is the address within the block? Both as text; what is not one of the two is within nothing. */
export function contains(cidr: string, address: string): boolean {
  const [block = "", prefix = ""] = cidr.split("/");
  const [first, parsed] = [parseAddress(block), parseAddress(address)];
  if (!first || !parsed) return false;
  const asked = plainAddress(parsed);
  return asked.family === first.family && firstOf(asked, Number(prefix)).value === first.value;
}

function firstOf({ family, value }: IpAddress, prefix: number): IpAddress {
  const free = BigInt(BITS[family] - prefix);
  return { family, value: (value >> free) << free };
}
