"use client";
import type { ReactNode } from "react";
import { useMessages, useReader } from "@/components/i18n/provider";
import { ButtonLink } from "@/components/ui/button";
import { actionsColumn } from "@/components/ui/columns";
import { ConfirmDialog } from "@/components/ui/confirm-dialog";
import { DialogButton } from "@/components/ui/dialog";
import type { FormAction } from "@/components/ui/form";
import { type Column, Table } from "@/components/ui/table";
import { TextLink } from "@/components/ui/text-link";
import { Time } from "@/components/ui/time";
import type { FirewallRuleView, FirewallSetView } from "@/lib/contracts/firewall";
import { say, sayCount } from "@/lib/i18n/say";
import { ruleText } from "./words";

/** Every rule set: what it lets in, and which instances have it. */
export function FirewallSetList(props: {
  sets: FirewallSetView[];
  remove: FormAction<unknown>;
  empty: ReactNode;
}) {
  const words = useMessages("firewallPages");
  const { locale, zone } = useReader();
  const { columns } = words;
  const shown: Column<FirewallSetView>[] = [
    {
      key: "name",
      head: columns.name,
      main: true,
      cell: (set) => (
        <TextLink quiet href={`/console/firewall/${set.id}`}>
          {set.name}
        </TextLink>
      ),
    },
    {
      key: "rules",
      head: columns.rules,
      cell: (set) =>
        set.rules.length === 0 ? (
          <span className="text-muted">{words.nothing}</span>
        ) : (
          <Rules rules={set.rules} />
        ),
    },
    {
      key: "usedBy",
      head: columns.usedBy,
      cell: (set) =>
        set.usedBy.length === 0 ? (
          <span className="text-faint">{words.nobody}</span>
        ) : (
          <ul>
            {set.usedBy.map((use) => (
              <li key={use.instanceId}>
                <TextLink quiet href={`/console/instances/${use.instanceId}/firewall`}>
                  {use.name}
                </TextLink>
              </li>
            ))}
          </ul>
        ),
    },
    {
      key: "changed",
      head: columns.changed,
      wideOnly: true,
      cell: (set) => <Time at={set.updatedAt} locale={locale} zone={zone} className="whitespace-nowrap" />,
    },
    actionsColumn(columns.actions, (set) => (
      <>
        <ButtonLink href={`/console/firewall/${set.id}`} size="sm">
          {words.edit}
        </ButtonLink>
        <Delete set={set} remove={props.remove} />
      </>
    )),
  ];
  return (
    <Table
      caption={words.caption}
      columns={shown}
      rows={props.sets}
      rowKey={(set) => set.id}
      empty={props.empty}
      testId="firewall-sets"
    />
  );
}

/** So many fit a row of a list; the rest is on the set's own page. */
const SHOWN = 5;

function Rules({ rules }: { rules: FirewallRuleView[] }) {
  const words = useMessages("firewallPages");
  const { locale } = useReader();
  const shown = rules.length > SHOWN ? rules.slice(0, SHOWN - 1) : rules;
  return (
    <ul className="figures text-[0.8125rem] leading-5">
      {shown.map((rule) => {
        const text = ruleText(rule, words, locale);
        return <li key={`${text} ${rule.note}`}>{text}</li>;
      })}
      {rules.length > shown.length ? (
        <li className="font-sans text-muted">
          {sayCount(locale, words.moreRules, rules.length - shown.length)}
        </li>
      ) : null}
    </ul>
  );
}

/** What instances have is not deleted from here: the dialog says who has it. */
function Delete({ set, remove }: { set: FirewallSetView; remove: FormAction<unknown> }) {
  const words = useMessages("firewallPages").delete;
  const button = { children: words.verb, size: "sm" } as const;
  const title = say(words.title, { name: set.name });
  if (set.usedBy.length > 0)
    return (
      <DialogButton button={button} title={say(words.usedTitle, { name: set.name })}>
        <p>{words.used}</p>
        <ul className="mt-2">
          {set.usedBy.map((use) => (
            <li key={use.instanceId}>
              <TextLink href={`/console/instances/${use.instanceId}/firewall`}>{use.name}</TextLink>
            </li>
          ))}
        </ul>
      </DialogButton>
    );
  return (
    <ConfirmDialog
      button={button}
      title={title}
      action={remove}
      fields={{ setId: set.id }}
      confirm={words.verb}
      danger
    >
      <p>{words.text}</p>
    </ConfirmDialog>
  );
}
