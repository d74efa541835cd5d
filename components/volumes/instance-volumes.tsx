"use client";
import { useMessages, useReader } from "@/components/i18n/provider";
import { useInstance } from "@/components/instances/use-instances";
import { ButtonLink } from "@/components/ui/button";
import { actionsColumn } from "@/components/ui/columns";
import { ConfirmDialog } from "@/components/ui/confirm-dialog";
import { EmptyState } from "@/components/ui/empty-state";
import { SelectField } from "@/components/ui/select-field";
import { type Column, Table } from "@/components/ui/table";
import { TextField } from "@/components/ui/text-field";
import { TextLink } from "@/components/ui/text-link";
import type { InstanceView } from "@/lib/contracts/views";
import type { VolumeView } from "@/lib/contracts/volumes";
import { formatMicros } from "@/lib/format/money";
import { say } from "@/lib/i18n/say";
import type { VolumeActions } from "./actions";
import { VolumeStatePill } from "./state-pill";
import { useVolumes } from "./use-volumes";
import { Detach } from "./verb-buttons";

type Actions = Pick<VolumeActions, "attach" | "detach">;

/** The volumes that an instance has, and those of its host that it could have. */
export function InstanceVolumes(props: {
  instance: InstanceView;
  rendered: VolumeView[];
  /** Ids of free volumes on its host. */
  fitting: string[];
  actions: Actions;
}) {
  const words = useMessages("volumePages");
  const { locale } = useReader();
  const instance = useInstance(props.instance);
  const all = useVolumes(props.rendered);
  const own = all.filter((each) => each.attachment?.instanceId === instance.id);
  const free = all.filter((each) => props.fitting.includes(each.id) && each.state === "available");
  if (instance.state === "terminated" || instance.state === "failed")
    return <p className="text-muted">{words.onInstance.ended}</p>;
  const columns: Column<VolumeView>[] = [
    {
      key: "name",
      head: words.columns.name,
      main: true,
      cell: (row) => (
        <TextLink quiet href={`/console/volumes/${row.id}`}>
          {row.name}
        </TextLink>
      ),
    },
    {
      key: "state",
      head: words.columns.state,
      cell: (row) => <VolumeStatePill state={row.state} words={words.states} />,
    },
    {
      key: "path",
      head: words.onInstance.path,
      cell: (row) => <span className="figures">{row.attachment?.mountPath}</span>,
    },
    {
      key: "size",
      head: words.columns.size,
      align: "end",
      cell: (row) => say(words.size, { gib: row.sizeGib }),
    },
    {
      key: "price",
      head: words.columns.price,
      align: "end",
      cell: (row) => `${formatMicros(BigInt(row.microsPerHour), { currency: row.currency, locale })}/h`,
    },
    actionsColumn(words.columns.actions, (row) =>
      row.state === "attached" || row.state === "attaching" ? (
        <Detach volume={row} actions={props.actions} size="sm" />
      ) : null,
    ),
  ];
  const attach =
    free.length > 0 ? <AttachTo instance={instance} free={free} action={props.actions.attach} /> : null;
  return (
    <>
      <Table
        caption={words.onInstance.caption}
        columns={columns}
        rows={own}
        rowKey={(row) => row.id}
        empty={
          <EmptyState
            title={words.onInstance.none}
            text={words.onInstance.noneText}
            action={attach ?? <ButtonLink href="/console/volumes/new">{words.create}</ButtonLink>}
          />
        }
      />
      {own.length > 0 && attach ? <div className="mt-4">{attach}</div> : null}
    </>
  );
}

function AttachTo(props: { instance: InstanceView; free: VolumeView[]; action: Actions["attach"] }) {
  const all = useMessages("volumePages");
  const words = all.onInstance;
  return (
    <ConfirmDialog
      button={{ children: words.attach }}
      title={say(words.attachTitle, { name: props.instance.name })}
      action={props.action}
      fields={{ instanceId: props.instance.id }}
      confirm={all.attach.verb}
    >
      <p>{all.attach.text}</p>
      <SelectField
        name="volumeId"
        label={words.volume}
        options={props.free.map((each) => ({
          value: each.id,
          label: say(words.option, { name: each.name, gib: each.sizeGib }),
        }))}
      />
      <TextField
        name="mountPath"
        label={all.attach.path}
        help={all.attach.pathHelp}
        defaultValue="/data"
        autoComplete="off"
        spellCheck={false}
        mono
      />
    </ConfirmDialog>
  );
}
