"use client";
import { useRouter } from "next/navigation";
import { useRef, useState } from "react";
import { useMessages } from "@/components/i18n/provider";
import { Button, ButtonLink } from "@/components/ui/button";
import { FieldError } from "@/components/ui/field-frame";
import { Form, type FormAction, SubmitButton } from "@/components/ui/form";
import { type FormResult, useFormField } from "@/components/ui/form-context";
import { TextField } from "@/components/ui/text-field";
import type { FirewallRuleView, FirewallSetView } from "@/lib/contracts/firewall";
import { portsText, presets } from "@/lib/domain/firewall/rules";
import { say } from "@/lib/i18n/say";
import { type Row, RuleRow } from "./rule-row";
import { SecondWord } from "./second-word";

const BLANK: FirewallRuleView = { protocol: "tcp", ports: "", sources: [], note: "" };

/** Name and rules of a set, new or known. What is refused stays typed, and says which field of which rule it is. */
export function FirewallSetEditor(props: {
  set: FirewallSetView | null;
  limit: number;
  address: string | null;
  action: FormAction<FirewallSetView>;
}) {
  const { set } = props;
  const { editor } = useMessages("firewallPages");
  const router = useRouter();
  const given = set?.rules ?? [BLANK];
  const nextKey = useRef(given.length);
  const [rows, setRows] = useState<Row[]>(() => given.map((rule, key) => ({ key, rule })));
  const add = (...rules: FirewallRuleView[]) => {
    const added = rules.map((rule) => ({ key: nextKey.current++, rule }));
    setRows((before) => [...before, ...added]);
  };

  const save: FormAction<FirewallSetView> = async (previous, form) =>
    named(await props.action(previous, form), rows);

  return (
    <Form
      // As a plain form post it has to be the server's own.
      action={typeof window === "undefined" ? props.action : save}
      onSuccess={() => router.push("/console/firewall")}
      aria-label={set ? say(editor.editTitle, { name: set.name }) : editor.newTitle}
    >
      {set ? (
        <>
          <input type="hidden" name="setId" value={set.id} />
          <input type="hidden" name="version" value={set.version} />
        </>
      ) : null}
      <TextField
        name="name"
        label={editor.name}
        defaultValue={set?.name}
        autoComplete="off"
        maxLength={63}
        className="max-w-md"
      />
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
                onRemove={() => setRows((before) => before.filter((each) => each.key !== row.key))}
              />
            ))}
          </ol>
        )}
        <RulesError />
        <div className="mt-3 flex flex-wrap items-center gap-2">
          <Button size="sm" onClick={() => add(BLANK)}>
            {editor.add}
          </Button>
          <span className="ml-2 text-muted">{editor.presets}</span>
          {presets.map(({ key, rules }) => (
            <Button
              key={key}
              size="sm"
              variant="ghost"
              onClick={() =>
                add(...rules.map((rule) => ({ ...rule, ports: rule.ports && portsText(rule.ports) })))
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
      <SecondWord name={set?.name ?? ""} address={props.address} />
      {set && set.usedBy.length > 0 ? (
        <p className="text-muted">
          {say(editor.usedBy, { names: set.usedBy.map((use) => use.name).join(", ") })}
        </p>
      ) : null}
      <div className="flex flex-wrap gap-2">
        <SubmitButton>{editor.save}</SubmitButton>
        <ButtonLink href="/console/firewall">{editor.cancel}</ButtonLink>
      </div>
    </Form>
  );
}

function RulesError() {
  const { error } = useFormField("rules");
  return <FieldError id="rules-error" text={error} />;
}

/** The server counts rules; the form names them by their rows' keys, which stay when one is removed. */
function named<T>(answer: FormResult<T>, rows: readonly Row[]): FormResult<T> {
  if (answer.ok || !answer.fieldErrors) return answer;
  const fieldErrors = Object.fromEntries(
    Object.entries(answer.fieldErrors).map(([field, error]) => {
      const [, index, rest] = /^rules\.(\d+)(\..*)$/.exec(field) ?? [];
      const key = rows[Number(index)]?.key;
      return [key === undefined || rest === undefined ? field : `rules.${key}${rest}`, error];
    }),
  );
  return { ...answer, fieldErrors };
}
