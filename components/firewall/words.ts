import type { FirewallRuleView } from "@/lib/contracts/firewall";
import type { Messages } from "@/lib/i18n";
import { say, sayCount } from "@/lib/i18n/say";

type Words = Messages["firewallPages"];

/** "TCP 8000-8010". */
export const whatText = ({ protocol, ports }: Pick<FirewallRuleView, "protocol" | "ports">, words: Words) =>
  ports === null ? words.protocols[protocol] : `${words.protocols[protocol]} ${ports}`;

/** "anywhere", "203.0.113.0/24", or "203.0.113.0/24 and 2 more". */
export function sourcesText(sources: readonly string[], words: Words, locale: string): string {
  const [first, ...rest] = sources;
  if (first === undefined) return words.anywhere;
  return rest.length === 0 ? first : sayCount(locale, words.moreSources, rest.length, { first });
}

/** "TCP 80 from 203.0.113.0/24"; what is open to all says nothing of from where. */
export const ruleText = (rule: FirewallRuleView, words: Words, locale: string): string =>
  rule.sources.length === 0
    ? whatText(rule, words)
    : `${whatText(rule, words)} ${say(words.fromSources, { sources: sourcesText(rule.sources, words, locale) })}`;
