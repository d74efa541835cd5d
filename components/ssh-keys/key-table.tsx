"use client";
import { useMessages, useReader } from "@/components/i18n/provider";
import { usedByColumn } from "@/components/instances/instance-links";
import { actionsColumn, dayColumn } from "@/components/ui/columns";
import { ConfirmDialog } from "@/components/ui/confirm-dialog";
import type { FormAction } from "@/components/ui/form";
import { type Column, Table } from "@/components/ui/table";
import { TextField } from "@/components/ui/text-field";
import type { SshKeyUseView } from "@/lib/contracts/ssh-keys";
import { say, sayCount } from "@/lib/i18n/say";

/** The account's keys with their fingerprints, who carries them, and the verbs. */
export function KeyTable(props: {
  keys: SshKeyUseView[];
  rename: FormAction<unknown>;
  remove: FormAction<unknown>;
}) {
  const words = useMessages("sshKeyPages");
  const { locale, zone } = useReader();
  const columns: Column<SshKeyUseView>[] = [
    { key: "name", head: words.name, main: true, cell: (row) => row.name },
    {
      key: "type",
      head: words.type,
      cell: (row) => (row.bits === null ? row.type : say(words.typeBits, { type: row.type, bits: row.bits })),
    },
    {
      key: "fingerprint",
      head: words.fingerprint,
      cell: (row) => <span className="figures text-xs break-all">{row.fingerprint}</span>,
    },
    usedByColumn(words.usedBy, words.unused),
    dayColumn(words.added, (row) => row.createdAt, { locale, zone }),
    actionsColumn(words.actions, (row) => (
      <>
        <ConfirmDialog
          button={{ children: words.rename, size: "sm" }}
          title={say(words.renameTitle, { name: row.name })}
          action={props.rename}
          fields={{ sshKeyId: row.id }}
          confirm={words.saveName}
        >
          <TextField name="name" label={words.nameLabel} defaultValue={row.name} autoComplete="off" />
        </ConfirmDialog>
        <ConfirmDialog
          button={{ children: words.remove, size: "sm" }}
          title={say(words.removeTitle, { name: row.name })}
          action={props.remove}
          fields={{ sshKeyId: row.id }}
          confirm={words.remove}
          danger
        >
          <p>{words.removeText}</p>
          {row.usedBy.length > 0 ? <p>{sayCount(locale, words.removeUsed, row.usedBy.length)}</p> : null}
        </ConfirmDialog>
      </>
    )),
  ];
  return <Table caption={words.caption} columns={columns} rows={props.keys} rowKey={(row) => row.id} />;
}
