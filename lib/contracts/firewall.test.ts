import { expect, test } from "vitest";
import { createFirewallSetInput, setInstanceFirewallInput } from "./firewall";

const problems = (input: unknown) =>
  Object.fromEntries(
    (createFirewallSetInput.safeParse(input).error?.issues ?? []).map((issue) => [
      issue.path.join("."),
      issue.code === "custom" ? [issue.message, issue.params?.suggestion].join(" ").trim() : issue.message,
    ]),
  );

test("the rows of a form become rules in their order, whatever their keys", () => {
  const form = {
    name: " web ",
    "rules.7.protocol": "icmp",
    "rules.7.sources": "",
    "rules.7.note": "",
    "rules.2.protocol": "tcp",
    "rules.2.ports": "8000 - 8010",
    "rules.2.sources": "2001:DB8::/32, 203.0.113.7",
    "rules.2.note": "  for   us ",
    "rules.9.other": "ignored",
  };
  expect(createFirewallSetInput.parse(form)).toEqual({
    name: "web",
    rules: [
      {
        protocol: "tcp",
        ports: { first: 8000, last: 8010 },
        sources: ["2001:db8::/32", "203.0.113.7/32"],
        note: "for us",
      },
      { protocol: "icmp", ports: null, sources: [], note: "" },
    ],
  });
  expect(createFirewallSetInput.parse({ name: "closed" }).rules).toEqual([]);
});

test("each problem is named by its rule and field, and says what was meant", () => {
  const rules = [
    { protocol: "tcp", ports: "99999", sources: "10.0.0.7/8" },
    { protocol: "ssh", ports: "22" },
    { protocol: "udp", ports: "", note: "x".repeat(81) },
  ];
  expect(problems({ name: "web", rules })).toEqual({
    "rules.0.ports": "ports_range",
    "rules.0.sources": "cidr_host_bits 10.0.0.0/8",
    "rules.1.protocol": "not_a_choice",
    "rules.2.note": "note_too_long",
  });
  expect(problems({ name: "web", rules: [{ protocol: "tcp", ports: " " }] })).toEqual({
    "rules.0.ports": "ports_form",
  });
});

test("a form's boxes are none, one, or several", () => {
  const instanceId = `ins_${"a".repeat(20)}`;
  const [a, b] = [`fws_${"a".repeat(20)}`, `fws_${"b".repeat(20)}`];
  const idsOf = (setIds: unknown) =>
    setInstanceFirewallInput.parse({ instanceId, generation: "3", setIds }).setIds;
  expect([undefined, a, [b, a, b]].map(idsOf)).toEqual([[], [a], [a, b]]);
});
