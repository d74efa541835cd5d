"use client";
import { useMessages, useReader } from "@/components/i18n/provider";
import { Rich } from "@/components/i18n/rich";
import { KeptState } from "@/components/snapshots/kept-state";
import { actionsColumn } from "@/components/ui/columns";
import { ConfirmDialog } from "@/components/ui/confirm-dialog";
import { Section } from "@/components/ui/page-header";
import { type Column, Table } from "@/components/ui/table";
import { TextField } from "@/components/ui/text-field";
import { Time } from "@/components/ui/time";
import type { VolumeSnapshotView, VolumeView } from "@/lib/contracts/volumes";
import { SNAPSHOTS_INCLUDED } from "@/lib/domain/volume-states";
import { say } from "@/lib/i18n/say";
import type { VolumeActions } from "./actions";

type Props = {
  volume: VolumeView;
  actions: Pick<VolumeActions, "takeSnapshot" | "restore" | "removeSnapshot">;
};

/** The volume's snapshots, and the verbs of each. */
export function Snapshots(props: Props) {
  const { volume } = props;
  const { snapshots: words, columns: heads } = useMessages("volumePages");
  const { locale, zone } = useReader();
  const used = volume.snapshots.filter((each) => each.state !== "failed").length;
  const kept = !["creating", "deleting", "deleted", "failed"].includes(volume.state);
  const columns: Column<VolumeSnapshotView>[] = [
    { key: "name", head: words.name, main: true, cell: (row) => row.name },
    {
      key: "state",
      head: words.state,
      cell: (row) => <KeptState state={row.state} word={words.states[row.state]} detail={row.stateDetail} />,
    },
    {
      key: "taken",
      head: words.taken,
      cell: (row) => <Time at={row.createdAt} locale={locale} zone={zone} />,
    },
    actionsColumn(heads.actions, (row) => (
      <>
        {row.state === "ready" && volume.state === "available" ? <Restore {...props} row={row} /> : null}
        {row.state === "ready" || row.state === "failed" ? <Remove {...props} row={row} /> : null}
      </>
    )),
  ];
  return (
    <Section
      title={words.title}
      text={say(words.text, { count: SNAPSHOTS_INCLUDED })}
      actions={kept && used < SNAPSHOTS_INCLUDED ? <Take {...props} /> : null}
    >
      {volume.snapshots.length === 0 ? (
        <p className="text-muted">{words.none}</p>
      ) : (
        <Table caption={words.caption} columns={columns} rows={volume.snapshots} rowKey={(row) => row.id} />
      )}
      {kept && used >= SNAPSHOTS_INCLUDED ? (
        <p className="mt-3 text-muted">{say(words.full, { count: SNAPSHOTS_INCLUDED })}</p>
      ) : null}
      {volume.attachment && used > 0 ? <p className="mt-3 text-muted">{words.restoreFirst}</p> : null}
    </Section>
  );
}

function Take({ volume, actions }: Props) {
  const words = useMessages("volumePages").snapshots;
  return (
    <ConfirmDialog
      button={{ children: words.take }}
      title={say(words.takeTitle, { name: volume.name })}
      action={actions.takeSnapshot}
      fields={{ volumeId: volume.id }}
      confirm={words.take}
    >
      <p>{words.takeText}</p>
      <TextField name="name" label={words.nameLabel} autoComplete="off" maxLength={63} />
    </ConfirmDialog>
  );
}

function Restore({ volume, actions, row }: Props & { row: VolumeSnapshotView }) {
  const words = useMessages("volumePages").snapshots;
  const { locale, zone } = useReader();
  return (
    <ConfirmDialog
      button={{ children: words.restore, size: "sm" }}
      title={say(words.restoreTitle, { name: volume.name, snapshot: row.name })}
      action={actions.restore}
      fields={{ snapshotId: row.id }}
      confirm={words.restore}
      typedName={volume.name}
      danger
    >
      <p>
        <Rich
          text={words.restoreText}
          values={{ time: <Time at={row.createdAt} locale={locale} zone={zone} precision="second" /> }}
        />
      </p>
    </ConfirmDialog>
  );
}

function Remove({ actions, row }: Props & { row: VolumeSnapshotView }) {
  const words = useMessages("volumePages").snapshots;
  return (
    <ConfirmDialog
      button={{ children: words.delete, size: "sm" }}
      title={say(words.deleteTitle, { snapshot: row.name })}
      action={actions.removeSnapshot}
      fields={{ snapshotId: row.id }}
      confirm={words.delete}
      danger
    >
      <p>{words.deleteText}</p>
    </ConfirmDialog>
  );
}
