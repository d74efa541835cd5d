"use client";
import type { MouseEvent } from "react";
import { useRef, useState } from "react";
import { useMessages } from "@/components/i18n/provider";
import { Button } from "@/components/ui/button";
import { FieldError } from "@/components/ui/field-frame";
import { useFormField, useFormState } from "@/components/ui/form-context";
import type { FirewallRuleView } from "@/lib/contracts/firewall";
import { ROWS, rowsTyped } from "@/lib/contracts/firewall-rows";
import { portsText, presets, protocols } from "@/lib/domain/firewall/rules";
import { say } from "@/lib/i18n/say";
import { type Row, RuleRow } from "./rule-row";

const BLANK: FirewallRuleView = { protocol: "tcp", ports: "", sources: [], note: "" };

/**
 * The rules of the form around as rows that come and go. The buttons are the form's own, so that a browser without
 * JavaScript posts them, and what it then gets shown begins with the rows that it sent.
 */
export function RuleRows(props: {
  given: readonly FirewallRuleView[];
  limit: number;
  address: string | null;
  /** Which rows there are now, by their names in the form. */
  onRows: (keys: readonly number[]) => void;
}) {
  const { editor } = useMessages("firewallPages");
  const { result } = useFormState();
  const [rows, setRows] = useState<Row[]>(() => {
    const values = result && !result.ok ? result.values : undefined;
    return values ? rowsTyped(values).map(rowOf) : props.given.map((rule, key) => ({ key, rule }));
  });
  const nextKey = useRef(Math.max(-1, ...rows.map(({ key }) => key)) + 1);
  const show = (event: MouseEvent, next: Row[]) => {
    event.preventDefault();
    setRows(next);
    props.onRows(next.map(({ key }) => key));
  };
  const add = (event: MouseEvent, ...rules: FirewallRuleView[]) =>
    show(event, [...rows, ...rules.map((rule) => ({ key: nextKey.current++, rule }))]);

  return (
    <section aria-label={editor.rules}>
      <h2 className="text-base font-semibold">{editor.rules}</h2>
      <p className="mb-3 max-w-text text-muted">
        {editor.rulesText} {editor.sourcesHelp}{" "}
        {props.address === null ? null : say(editor.address, { address: props.address })}
      </p>
      {rows.length === 0 ? (
        <p className="rounded-lg border border-dashed border-edge px-4 py-6 text-center text-muted">
          {editor.none}
        </p>
      ) : (
        <ol className="card divide-y divide-line">
          {rows.map((row, index) => (
            <RuleRow
              key={row.key}
              row={row}
              number={index + 1}
              onRemove={(event) =>
                show(
                  event,
                  rows.filter((each) => each !== row),
                )
              }
            />
          ))}
        </ol>
      )}
      <RulesError />
      <div className="mt-3 flex flex-wrap items-center gap-2">
        <Button type="submit" name={ROWS} value="add" size="sm" onClick={(event) => add(event, BLANK)}>
          {editor.add}
        </Button>
        <span className="text-muted">{editor.presets}</span>
        {presets.map(({ key, rules }) => (
          <Button
            key={key}
            type="submit"
            name={ROWS}
            value={`add.${key}`}
            size="sm"
            onClick={(event) =>
              add(event, ...rules.map((rule) => ({ ...rule, ports: portsText(rule.ports) })))
            }
          >
            {editor.presetNames[key]}
          </Button>
        ))}
      </div>
      {rows.length > props.limit ? (
        <p className="mt-2 text-attention">{say(editor.full, { most: props.limit })}</p>
      ) : null}
    </section>
  );
}

/** A row that came back: its fields show what was typed by their names, and only the protocol says which there are. */
const rowOf = ({ number, row }: ReturnType<typeof rowsTyped>[number]): Row => ({
  key: number,
  rule: { ...BLANK, protocol: protocols.find((each) => each === row.protocol) ?? "tcp" },
});

function RulesError() {
  const { error } = useFormField("rules");
  return <FieldError id="rules-error" text={error} />;
}
