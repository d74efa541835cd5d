"use client";
import { useId } from "react";
import { useMessages, useReader } from "@/components/i18n/provider";
import { FieldError, FieldHelp } from "@/components/ui/field-frame";
import { useFormField } from "@/components/ui/form-context";
import type { FirewallSetView } from "@/lib/contracts/firewall";
import { ruleText } from "./words";

/** Which of the account's rule sets, each with what it lets in. */
export function SetChoice(props: {
  name: string;
  label: string;
  /** Where a heading above says it already. */
  hideLabel?: boolean;
  help?: string;
  sets: FirewallSetView[];
  chosen: readonly string[];
}) {
  const words = useMessages("firewallPages");
  const { locale } = useReader();
  const { error } = useFormField(props.name);
  const id = useId();
  return (
    <fieldset className="min-w-0" aria-describedby={error ? `${id}-error` : undefined}>
      <legend className={props.hideLabel ? "sr-only" : "mb-1.5 font-medium"}>{props.label}</legend>
      <ul className="grid gap-2 lg:grid-cols-2">
        {props.sets.map((set) => (
          <li key={set.id}>
            <label className="flex h-full min-h-11 items-start gap-3 rounded-md border border-edge bg-surface px-3 py-2 hover:bg-hover has-checked:border-accent has-checked:bg-accent-soft">
              <input
                type="checkbox"
                name={props.name}
                value={set.id}
                defaultChecked={props.chosen.includes(set.id)}
                className="mt-1 size-4 shrink-0 accent-accent-fill"
              />
              <span className="min-w-0">
                <span className="block font-medium">{set.name}</span>
                <span className="figures block text-[0.8125rem] text-muted">
                  {set.rules.map((rule) => ruleText(rule, words, locale)).join(" · ") || words.nothing}
                </span>
              </span>
            </label>
          </li>
        ))}
      </ul>
      <FieldError id={`${id}-error`} text={error} />
      <FieldHelp id={`${id}-help`}>{props.help}</FieldHelp>
    </fieldset>
  );
}
