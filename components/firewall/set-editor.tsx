"use client";
import { useRef } from "react";
import { useMessages } from "@/components/i18n/provider";
import { ButtonLink } from "@/components/ui/button";
import { Form, type FormAction, SubmitButton } from "@/components/ui/form";
import type { FormResult } from "@/components/ui/form-context";
import { TextField } from "@/components/ui/text-field";
import type { FirewallRuleView, FirewallSetView } from "@/lib/contracts/firewall";
import { ROWS } from "@/lib/contracts/firewall-rows";
import { say } from "@/lib/i18n/say";
import { RuleRows } from "./rule-rows";
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
  const given = set?.rules ?? [BLANK];
  /** As they were at first, until a row comes or goes. */
  const rows = useRef<readonly number[] | null>(null);

  const save: FormAction<FirewallSetView> = async (previous, form) =>
    named(await props.action(previous, form), rows.current);

  return (
    <Form
      // As a plain form post it has to be the server's own.
      action={typeof window === "undefined" ? props.action : save}
      renderError={({ code }) => (code === ROWS ? "" : null)}
      aria-label={set ? say(editor.editTitle, { name: set.name }) : editor.newTitle}
    >
      {/* Enter in a field presses the first button of its form: it must not be one that takes a row away. */}
      <button type="submit" className="sr-only" tabIndex={-1} aria-hidden />
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
      <RuleRows
        given={given}
        limit={props.limit}
        address={props.address}
        onRows={(keys) => {
          rows.current = keys;
        }}
      />
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

/** The server counts rules; the form names them by keys, which stay when another row is removed. */
function named<T>(answer: FormResult<T>, rows: readonly number[] | null): FormResult<T> {
  if (rows === null || answer.ok || !answer.fieldErrors) return answer;
  const fieldErrors = Object.fromEntries(
    Object.entries(answer.fieldErrors).map(([field, error]) => {
      const [, index, rest] = /^rules\.(\d+)(\..*)$/.exec(field) ?? [];
      const key = rows[Number(index)];
      return [key === undefined || rest === undefined ? field : `rules.${key}${rest}`, error];
    }),
  );
  return { ...answer, fieldErrors };
}
