"use client";
import { Trash2 } from "lucide-react";
import { type MouseEvent, useState } from "react";
import { useMessages } from "@/components/i18n/provider";
import { Button } from "@/components/ui/button";
import { cx } from "@/components/ui/cx";
import { SelectField } from "@/components/ui/select-field";
import { TextField } from "@/components/ui/text-field";
import type { FirewallRuleView } from "@/lib/contracts/firewall";
import { ROWS } from "@/lib/contracts/firewall-rows";
import { NOTE_MAXIMUM, protocols } from "@/lib/domain/firewall/rules";
import { say } from "@/lib/i18n/say";

/** A row that was typed, or is about to be. Its key is its place in the form, and stays when others go. */
export type Row = { key: number; rule: FirewallRuleView };

/** One rule as fields, named by the row's key. */
export function RuleRow({
  row,
  number,
  onRemove,
}: {
  row: Row;
  number: number;
  onRemove: (event: MouseEvent) => void;
}) {
  const words = useMessages("firewallPages");
  const { editor } = words;
  const [protocol, setProtocol] = useState<string>(row.rule.protocol);
  const name = (field: string) => `rules.${row.key}.${field}`;
  return (
    // On wide screens the first row's labels stand above all.
    <li className={cx(number > 1 && "lg:[&_label]:sr-only")}>
      <fieldset className="grid grid-cols-[minmax(0,1.1fr)_minmax(0,1fr)_2.25rem] gap-x-2 gap-y-3 px-4 sm:gap-3 py-3 sm:grid-cols-[8rem_9rem_minmax(0,1fr)_2.25rem] lg:grid-cols-[8rem_9rem_minmax(0,1fr)_12rem_2.25rem]">
        <legend className="sr-only">{say(editor.rule, { number })}</legend>
        <SelectField
          name={name("protocol")}
          label={editor.protocol}
          value={protocol}
          onChange={(event) => setProtocol(event.target.value)}
          options={protocols.map((each) => ({ value: each, label: words.protocols[each] }))}
        />
        {protocol === "icmp" ? (
          <p className="self-end pb-2 text-muted">{editor.noPorts}</p>
        ) : (
          <TextField
            name={name("ports")}
            label={editor.ports}
            defaultValue={row.rule.ports ?? ""}
            placeholder="8888"
            autoComplete="off"
            spellCheck={false}
            mono
          />
        )}
        <TextField
          name={name("sources")}
          label={editor.sources}
          defaultValue={row.rule.sources.join(", ")}
          placeholder={editor.sourcesPlaceholder}
          autoComplete="off"
          spellCheck={false}
          mono
          className="max-sm:col-span-3"
        />
        <TextField
          name={name("note")}
          label={editor.note}
          defaultValue={row.rule.note}
          maxLength={NOTE_MAXIMUM}
          autoComplete="off"
          className="max-sm:col-span-3 sm:max-lg:col-span-4"
        />
        <div
          className={cx(
            "max-lg:col-start-3 max-lg:row-start-1 max-lg:pt-6.5 sm:max-lg:col-start-4",
            // Where the label is not shown its distance from the field still is.
            number === 1 ? "lg:pt-6.5" : "lg:pt-1.5",
          )}
        >
          <Button
            variant="ghost"
            square
            type="submit"
            name={ROWS}
            value={`remove.${row.key}`}
            onClick={onRemove}
            aria-label={say(editor.remove, { number })}
            icon={<Trash2 aria-hidden />}
          />
        </div>
      </fieldset>
    </li>
  );
}
