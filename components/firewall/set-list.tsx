"use client";
import type { ReactNode } from "react";
import { useMessages, useReader } from "@/components/i18n/provider";
import { ButtonLink } from "@/components/ui/button";
import { ConfirmDialog } from "@/components/ui/confirm-dialog";
import { DialogButton } from "@/components/ui/dialog";
import type { FormAction } from "@/components/ui/form";
import { type Column, Table } from "@/components/ui/table";
import { TextLink } from "@/components/ui/text-link";
import { Time } from "@/components/ui/time";
import type { FirewallSetView } from "@/lib/contracts/firewall";
import { say } from "@/lib/i18n/say";
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
          <ul className="figures text-[0.8125rem] leading-5">
            {set.rules.map((rule) => {
              const text = ruleText(rule, words, locale);
              return <li key={`${text} ${rule.note}`}>{text}</li>;
            })}
          </ul>
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
      cell: (set) => <Time at={set.updatedAt} locale={locale} zone={zone} />,
    },
    {
      key: "actions",
      head: columns.actions,
      hideHead: true,
      align: "end",
      cell: (set) => (
        <span className="inline-flex gap-2 font-sans tracking-normal">
          <ButtonLink href={`/console/firewall/${set.id}`} size="sm">
            {words.edit}
          </ButtonLink>
          <Delete set={set} remove={props.remove} />
        </span>
      ),
    },
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
