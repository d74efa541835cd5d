import { z } from "zod";
import { parseCidr } from "@/lib/domain/firewall/cidr";
import type { FirewallMode, FirewallWarning, SshReach } from "@/lib/domain/firewall/plan";
import {
  cleanSources,
  NOTE_MAXIMUM,
  type Protocol,
  parsePorts,
  protocols,
} from "@/lib/domain/firewall/rules";
import { givenName, idOf } from "./common";
import type { InstantText } from "./views";

const setId = idOf("fws");
const instanceId = idOf("ins");
const confirmName = z.string().optional();
const SOURCES_MAXIMUM = 20;

/** Whole numbers that a form sends back as it got them. */
const seen = z.coerce.number({ error: "request_id_invalid" }).int({ error: "request_id_invalid" });

/** A list in one field: separated by commas, blanks or lines. */
const sources = z
  .union([z.array(z.string()), z.string()])
  .default([])
  .transform((given, check) => {
    const texts = (typeof given === "string" ? given.split(/[\s,;]+/) : given).filter((text) => text !== "");
    const cidrs = texts.map((text) => {
      const parsed = parseCidr(text);
      if (parsed.ok) return parsed.cidr;
      const { problem, suggestion = "" } = parsed;
      check.addIssue({ code: "custom", message: `cidr_${problem}`, params: { given: text, suggestion } });
      return "";
    });
    const clean = cleanSources(cidrs);
    if (clean.length > SOURCES_MAXIMUM)
      check.addIssue({ code: "custom", message: "sources_too_many", params: { most: `${SOURCES_MAXIMUM}` } });
    return clean;
  });

/** Null: none is given. */
const ports = z
  .string()
  .nullish()
  .transform((text, check) => {
    if (text === undefined || text === null || text.trim() === "") return null;
    const parsed = parsePorts(text);
    if (typeof parsed !== "string") return parsed;
    check.addIssue({ code: "custom", message: `ports_${parsed}` });
    return null;
  });

/** One row of the editor. */
const rule = z
  .object({
    protocol: z.enum(protocols, { error: "not_a_choice" }),
    ports,
    sources,
    note: z
      .string()
      .default("")
      .transform((text) => text.replace(/\s+/gu, " ").trim())
      .refine((text) => [...text].length <= NOTE_MAXIMUM, { error: "note_too_long" }),
  })
  .transform((given, check) => {
    // Ports that icmp has no use for may be sent along, and are dropped.
    if (given.protocol === "icmp") return { ...given, ports: null };
    if (given.ports === null) check.addIssue({ code: "custom", message: "ports_form", path: ["ports"] });
    return given;
  });

const FIELDS = ["protocol", "ports", "sources", "note"] as const;

/** A form has no lists of objects: its rows come as `rules.0.ports`, or as the objects themselves from a program. */
function gathered(input: unknown): unknown {
  if (typeof input !== "object" || input === null || "rules" in input) return input;
  const rows = new Map<number, Record<string, unknown>>();
  for (const [key, value] of Object.entries(input)) {
    const [, index, field] = /^rules\.(\d{1,3})\.([a-z]+)$/.exec(key) ?? [];
    if (index === undefined || !FIELDS.some((known) => known === field)) continue;
    rows.set(Number(index), { ...rows.get(Number(index)), [field ?? ""]: value });
  }
  const rules = [...rows].sort(([a], [b]) => a - b).map(([, row]) => row);
  return { ...input, rules };
}

const set = { name: givenName, rules: z.array(rule) };

export const createFirewallSetInput = z.preprocess(gathered, z.object(set));
export type CreateFirewallSetInput = z.output<typeof createFirewallSetInput>;

/** `version`: the one that was edited. `confirmName`: the second word, where the change would close SSH to its author. */
export const updateFirewallSetInput = z.preprocess(
  gathered,
  z.object({ ...set, setId, version: seen, confirmName }),
);
export type UpdateFirewallSetInput = z.output<typeof updateFirewallSetInput>;

export const firewallSetInput = z.object({ setId });
export type FirewallSetInput = z.output<typeof firewallSetInput>;

/** A form sends one value, several, or none under the same name. */
export const firewallSetIds = z.preprocess(
  (value) => (value === "" || value === undefined || value === null ? [] : [value].flat()),
  z.array(setId).transform((ids) => [...new Set(ids)].sort()),
);

/** `generation`: what was shown; 0 while the instance never had a set. */
export const setInstanceFirewallInput = z.object({
  instanceId,
  setIds: firewallSetIds,
  generation: seen,
  confirmName,
});
export type SetInstanceFirewallInput = z.output<typeof setInstanceFirewallInput>;

export const instanceFirewallInput = z.object({ instanceId });
export type InstanceFirewallInput = z.output<typeof instanceFirewallInput>;

/** The instance's name is typed: the second word, without which SSH stays open. */
export const closeSshInput = z.object({ instanceId, confirmName: z.string({ error: "name_not_matching" }) });
export type CloseSshInput = z.output<typeof closeSshInput>;

export type FirewallRuleView = {
  protocol: Protocol;
  /** "8888" or "8000-8010"; null for icmp. */
  ports: string | null;
  sources: string[];
  note: string;
};

export type FirewallUseView = { instanceId: string; name: string; mode: FirewallMode | null };

export type FirewallSetView = {
  id: string;
  name: string;
  version: number;
  rules: FirewallRuleView[];
  /** Instances that have it, by name. */
  usedBy: FirewallUseView[];
  updatedAt: InstantText;
};

export type FirewallPageView = {
  sets: FirewallSetView[];
  limits: { sets: number; rules: number };
  /** From where this page was asked for; null: not known. */
  address: string | null;
};

/** `outside`: where it is reached from anywhere; null: not yet. */
export type OpenPortView = {
  protocol: Protocol;
  ports: string | null;
  outside: { host: string; port: string | null } | null;
  sources: string[];
};

export type FirewallWarningView =
  | { kind: Exclude<FirewallWarning["kind"], "source_not_kept" | "icmp_not_forwarded" | "too_many_ports"> }
  | {
      kind: "source_not_kept" | "icmp_not_forwarded" | "too_many_ports";
      rule: FirewallRuleView;
      most: number | null;
    };

export type InstanceFirewallView = {
  instanceId: string;
  instanceName: string;
  /** Null: the provider has not been asked yet. */
  mode: FirewallMode | null;
  /** Off, all of this holds from its next start on. */
  running: boolean;
  /** It can be given rule sets now. */
  changeable: boolean;
  generation: number;
  setIds: string[];
  sshClosed: boolean;
  /** `none`: no set, everything is as in a region without a firewall. */
  state: "none" | "applying" | "applied" | "failing";
  /** The provider's own words for what does not work. */
  problem: string | null;
  appliedAt: InstantText | null;
  open: OpenPortView[];
  warnings: FirewallWarningView[];
};

/** What every page of an instance needs to know of it; null: no firewall. */
export type FirewallSummary = {
  sets: number;
  ssh: SshReach;
  /** Another one: something about it has changed. */
  stamp: string;
};
