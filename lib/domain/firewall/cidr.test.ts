import { BlockList, isIP } from "node:net";
import fc from "fast-check";
import { describe, expect, it, test } from "vitest";
import { addressText, parseAddress } from "./address";
import { contains, parseCidr } from "./cidr";

const cidrOf = (text: string) => {
  const parsed = parseCidr(text);
  return parsed.ok ? parsed.cidr : `${parsed.problem} ${parsed.suggestion ?? ""}`.trim();
};

describe("an address", () => {
  test("is read exactly when Node reads it, and written so that it reads back as the same", () => {
    fc.assert(
      fc.property(fc.oneof(fc.ipV4(), fc.ipV6(), fc.ipV4Extended(), fc.string()), (text) => {
        const family = text.includes("%") ? 0 : isIP(text);
        const parsed = parseAddress(text);
        expect(parsed?.family ?? 0).toBe(family);
        if (parsed) expect(parseAddress(addressText(parsed))).toEqual(parsed);
      }),
      { numRuns: 2000 },
    );
  });

  test.each([
    ["2001:DB8:0:0:1:0:0:1", "2001:db8::1:0:0:1"],
    ["0:0:0:0:0:0:0:0", "::"],
    ["::1", "::1"],
    ["1::", "1::"],
    ["2001:db8:0:1:1:1:1:1", "2001:db8:0:1:1:1:1:1"],
    ["::ffff:192.0.2.1", "::ffff:c000:201"],
  ])("%s is written %s", (text, canonical) => {
    const parsed = parseAddress(text);
    expect(parsed && addressText(parsed)).toBe(canonical);
  });

  test.each([
    "",
    "1.2.3",
    "1.2.3.4.5",
    "01.2.3.4",
    "1.2.3.256",
    ":::",
    "1:2:3",
    "1::2::3",
    "g::",
    "1.2.3.4::",
  ])("%j is none", (text) => expect(parseAddress(text)).toBeNull());
});

describe("a block", () => {
  test.each([
    ["203.0.113.7", "203.0.113.7/32"],
    ["203.0.113.0/24", "203.0.113.0/24"],
    ["203.0.113.7/24", "host_bits 203.0.113.0/24"],
    ["2001:DB8::/32", "2001:db8::/32"],
    ["2001:db8::1/32", "host_bits 2001:db8::/32"],
    ["0.0.0.0/0", "0.0.0.0/0"],
    ["10.0.0.0/33", "prefix"],
    ["10.0.0.0/08", "prefix"],
    ["::/129", "prefix"],
    ["10.0.0.0/", "form"],
    ["example.com", "form"],
    ["10.0.0.0/8 ", "form"],
  ])("%j becomes %s", (text, said) => expect(cidrOf(text)).toBe(said));

  const someCidr = fc.oneof(
    fc.tuple(fc.ipV4(), fc.integer({ min: 0, max: 32 })),
    fc.tuple(fc.ipV6(), fc.integer({ min: 0, max: 128 })),
  );

  it("is canonical: the suggestion for any address and prefix is accepted as it stands", () => {
    fc.assert(
      fc.property(someCidr, ([address, prefix]) => {
        const parsed = parseCidr(`${address}/${prefix}`);
        const canonical = parsed.ok ? parsed.cidr : parsed.suggestion;
        expect(canonical && parseCidr(canonical)).toEqual({ ok: true, cidr: canonical });
        expect(contains(canonical ?? "", address)).toBe(true);
      }),
    );
  });

  it("contains what Node's own list of blocks contains", () => {
    const near = fc.tuple(fc.nat({ max: 3 }), fc.nat({ max: 255 })).map(([a, b]) => `10.0.${a}.${b}`);
    fc.assert(
      fc.property(near, fc.integer({ min: 16, max: 32 }), near, (address, prefix, asked) => {
        const parsed = parseCidr(`${address}/${prefix}`);
        const cidr = parsed.ok ? parsed.cidr : (parsed.suggestion ?? "");
        const list = new BlockList();
        list.addSubnet(address, prefix, "ipv4");
        expect(contains(cidr, asked)).toBe(list.check(asked, "ipv4"));
        expect(contains(cidr, `::ffff:${asked}`)).toBe(list.check(asked, "ipv4"));
      }),
    );
  });

  it("contains nothing that is no address, nor one of the other family", () => {
    expect(contains("0.0.0.0/0", "unknown")).toBe(false);
    expect(contains("0.0.0.0/0", "2001:db8::1")).toBe(false);
    expect(contains("::/0", "192.0.2.1")).toBe(false);
  });
});
