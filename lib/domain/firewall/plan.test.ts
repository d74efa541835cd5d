import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { contains } from "./cidr";
import { type FirewallMode, type FirewallWish, planFirewall, reachesSsh, sshReach } from "./plan";
import { admits, cleanSources, type FirewallRule, opens, parsePorts, portsText } from "./rules";

const limits = { forwardedPortsPerInstance: 4 };
const tcp = (ports: string, ...sources: string[]): FirewallRule => {
  const parsed = parsePorts(ports);
  if (typeof parsed === "string") throw new Error(parsed);
  return { protocol: "tcp", ports: parsed, sources, note: "" };
};
const icmp: FirewallRule = { protocol: "icmp", ports: null, sources: [], note: "" };
const plan = (
  rules: FirewallRule[] | null,
  mode: FirewallMode,
  more: { sshClosed?: boolean; from?: string } = {},
) => planFirewall({ rules, sshClosed: more.sshClosed ?? false }, mode, limits, more.from ?? null);
const kinds = (made: ReturnType<typeof plan>) => made.warnings.map(({ kind }) => kind);

const port = fc.integer({ min: 1, max: 65_535 });
const block = fc.constantFrom("203.0.113.0/24", "198.51.100.7/32", "0.0.0.0/0", "2001:db8::/32");
const anyRule: fc.Arbitrary<FirewallRule> = fc.oneof(
  fc.record({
    protocol: fc.constantFrom("tcp" as const, "udp" as const),
    ports: fc.oneof(
      fc.constantFrom({ first: 22, last: 22 }, { first: 1, last: 65_535 }, { first: 20, last: 30 }),
      fc
        .tuple(port, fc.nat({ max: 6 }))
        .map(([first, more]) => ({ first, last: Math.min(65_535, first + more) })),
    ),
    sources: fc.array(block, { maxLength: 3 }).map(cleanSources),
    note: fc.constant(""),
  }),
  fc.constant(icmp),
);
const wish: fc.Arbitrary<FirewallWish> = fc.record({
  rules: fc.option(fc.array(anyRule, { maxLength: 6 })),
  sshClosed: fc.boolean(),
});
const mode = fc.constantFrom<FirewallMode>("acls", "forwards", "forwards6", "none");

/** What an ACL lets in, as the provider reads it: rejections first, then what is allowed, then nothing. */
function letsIn(
  rules: Extract<ReturnType<typeof plan>["wanted"], { kind: "acl" }>["rules"],
  at: number,
  from: string,
) {
  const matching = rules.filter(
    ({ protocol, ports, sources }) =>
      protocol === "tcp" &&
      ports.first <= at &&
      at <= ports.last &&
      (sources.length === 0 || sources.some((source) => contains(source, from))),
  );
  return matching.length > 0 && matching.every(({ action }) => action === "allow");
}

describe("ports", () => {
  it("are written back as they are read", () => {
    fc.assert(
      fc.property(port, port, (a, b) => {
        const range = { first: Math.min(a, b), last: Math.max(a, b) };
        expect(parsePorts(portsText(range))).toEqual(range);
      }),
    );
    expect(parsePorts(" 8000 – 8010 ")).toEqual({ first: 8000, last: 8010 });
  });
  it.each([
    ["", "form"],
    ["http", "form"],
    ["80,443", "form"],
    ["0", "range"],
    ["65536", "range"],
    ["9000-8000", "order"],
  ])("%j is refused", (text, problem) => expect(parsePorts(text)).toBe(problem));
});

describe("an instance without a rule set", () => {
  it("is as if there were no firewall, in every region", () => {
    fc.assert(
      fc.property(mode, fc.boolean(), (where, sshClosed) => {
        expect(planFirewall({ rules: null, sshClosed }, where, limits)).toEqual({
          wanted: null,
          warnings: [],
        });
        expect(reachesSsh({ rules: null, sshClosed }, where, "192.0.2.1")).toBe(true);
      }),
    );
  });
});

describe("where the network can keep nothing", () => {
  it("nothing is wanted, and its owner is told", () => {
    expect(plan([tcp("80")], "none", { sshClosed: true })).toEqual({
      wanted: null,
      warnings: [{ kind: "nothing_kept" }],
    });
  });
});

describe("where the network has ACLs", () => {
  it("lets in exactly what some rule lets in, and SSH besides unless it is closed", () => {
    fc.assert(
      fc.property(
        fc.array(anyRule, { maxLength: 6 }),
        fc.boolean(),
        fc.oneof(fc.constant(22), port),
        fc.constantFrom("203.0.113.9", "198.51.100.7", "192.0.2.1"),
        (rules, sshClosed, at, from) => {
          const { wanted } = planFirewall({ rules, sshClosed }, "acls", limits);
          if (wanted?.kind !== "acl") throw new Error("no ACL");
          const matching = rules.filter((rule) => opens(rule, "tcp", at));
          const asked = matching.some((rule) => admits(rule, from));
          const expected = at === 22 ? !sshClosed && (asked || matching.length === 0) : asked;
          expect(letsIn(wanted.rules, at, from)).toBe(expected);
        },
      ),
    );
  });

  it("says when SSH is open, but not from where its owner is", () => {
    const limited = [tcp("22", "203.0.113.0/24")];
    expect(kinds(plan(limited, "acls", { from: "192.0.2.1" }))).toEqual(["ssh_not_from_here"]);
    expect(kinds(plan(limited, "acls", { from: "203.0.113.9" }))).toEqual([]);
    expect(kinds(plan(limited, "acls"))).toEqual([]);
    expect(kinds(plan([tcp("80", "203.0.113.0/24")], "acls", { from: "192.0.2.1" }))).toEqual([]);
  });
});

describe("where ports are forwarded", () => {
  it("opens no port to more than the rules do, each once, and never more than there may be", () => {
    fc.assert(
      fc.property(fc.array(anyRule, { maxLength: 6 }), fc.boolean(), (rules, sshClosed) => {
        const { wanted } = planFirewall({ rules, sshClosed }, "forwards", limits);
        if (wanted?.kind !== "forwards") throw new Error("no forwards");
        expect(wanted.forwards.length).toBeLessThanOrEqual(limits.forwardedPortsPerInstance);
        expect(new Set(wanted.forwards.map((each) => JSON.stringify(each))).size).toBe(
          wanted.forwards.length,
        );
        expect(wanted.ssh).toBe(!sshClosed);
        for (const { protocol, port: opened } of wanted.forwards) {
          const why = rules.filter((rule) => opens(rule, protocol, opened));
          // Somebody anywhere in IPv4 may come in by a rule of the customer's.
          expect(why.some((rule) => admits(rule, "192.0.2.1") && admits(rule, "100.64.0.1"))).toBe(true);
          expect(protocol === "tcp" && opened === 22).toBe(false);
        }
      }),
    );
  });

  it("leaves no rule unsaid: it is open, or there is a word about it", () => {
    fc.assert(
      fc.property(fc.array(anyRule, { maxLength: 6 }), fc.boolean(), (rules, sshClosed) => {
        const { wanted, warnings } = planFirewall({ rules, sshClosed }, "forwards", limits);
        if (wanted?.kind !== "forwards") throw new Error("no forwards");
        const { forwards } = wanted;
        for (const rule of rules) {
          const { ports } = rule;
          const shut =
            ports === null ||
            Array.from({ length: ports.last - ports.first + 1 }, (_, at) => ports.first + at).some(
              (each) =>
                !(rule.protocol === "tcp" && each === 22) &&
                !forwards.some((open) => open.protocol === rule.protocol && open.port === each),
            );
          expect(warnings.some((warning) => "rule" in warning && warning.rule === rule)).toBe(shut);
        }
      }),
      { numRuns: 50 },
    );
  });

  it("opens a range whole or not at all, in the order of the rules", () => {
    const made = plan([tcp("8000-8002"), tcp("9000-9005"), tcp("9100")], "forwards");
    expect(made.wanted).toMatchObject({ forwards: [8000, 8001, 8002, 9100].map((each) => ({ port: each })) });
    expect(kinds(made)).toEqual(["too_many_ports"]);
  });

  it("does not open what it cannot limit, and leaves SSH open rather than lock its owner out", () => {
    const made = plan([tcp("22", "203.0.113.0/24"), tcp("80", "203.0.113.0/24"), icmp], "forwards");
    expect(made.wanted).toEqual({ kind: "forwards", ssh: true, forwards: [] });
    expect(kinds(made)).toEqual(["ssh_open_to_all", "source_not_kept", "icmp_not_forwarded"]);
  });

  it("knows which addresses come in by a port of either family", () => {
    const everybody4 = [tcp("80", "0.0.0.0/0")];
    expect(plan(everybody4, "forwards").wanted).toMatchObject({ forwards: [{ protocol: "tcp", port: 80 }] });
    expect(plan(everybody4, "forwards6").wanted).toMatchObject({ forwards: [] });
  });
});

describe("SSH", () => {
  it("stays reachable from everywhere unless it is closed, or a rule limits it where that can be kept", () => {
    fc.assert(
      fc.property(wish, mode, (asked, where) => {
        const reach = sshReach(asked, where);
        if (reach === "closed") expect(asked.sshClosed).toBe(true);
        if (reach === "limited") expect(where).toBe("acls");
        for (const address of ["192.0.2.1", "203.0.113.9"])
          if (reach !== "limited") expect(reachesSsh(asked, where, address)).toBe(reach === "open");
      }),
    );
  });

  it("is closed by nothing but its own switch", () => {
    expect(sshReach({ rules: [], sshClosed: false }, "forwards")).toBe("open");
    expect(sshReach({ rules: [tcp("22")], sshClosed: true }, "acls")).toBe("closed");
    expect(sshReach({ rules: [tcp("22", "203.0.113.0/24")], sshClosed: false }, "acls")).toBe("limited");
    expect(kinds(plan([], "acls", { sshClosed: true }))).toEqual(["ssh_closed"]);
    expect(kinds(plan([], "forwards", { sshClosed: true }))).toEqual(["ssh_closed"]);
  });
});
