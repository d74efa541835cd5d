"use client";
import { useMessages, useReader } from "@/components/i18n/provider";
import { useInstance } from "@/components/instances/use-instances";
import { actionsColumn } from "@/components/ui/columns";
import { EmptyState } from "@/components/ui/empty-state";
import { Section } from "@/components/ui/page-header";
import { type Column, Table } from "@/components/ui/table";
import { Time } from "@/components/ui/time";
import type { KeptView, SnapshotView } from "@/lib/contracts/snapshots";
import type { InstanceView } from "@/lib/contracts/views";
import { formatBytes } from "@/lib/format/number";
import type { KeptActions } from "./actions";
import { Allowance } from "./allowance";
import { KeptState } from "./kept-state";
import { DeleteSnapshot, MakeImage, RestoreSnapshot, TakeSnapshot } from "./snapshot-verbs";
import { useKept } from "./use-kept";

/** An instance's snapshots, live, with what can be done with each now. */
export function SnapshotList(props: { rendered: KeptView; instance: InstanceView; actions: KeptActions }) {
  const words = useMessages("snapshotPages");
  const { locale, zone } = useReader();
  const { actions } = props;
  const instance = useInstance(props.instance);
  const kept = useKept(props.rendered);
  const snapshots = kept.snapshots.filter((each) => each.instanceId === instance.id);
  const takable = instance.state === "running" || instance.state === "stopped";
  const restorable = instance.state === "stopped" && !snapshots.some((each) => BUSY.has(each.state));
  const columns: Column<SnapshotView>[] = [
    { key: "name", head: words.name, main: true, cell: (row) => row.name },
    {
      key: "state",
      head: words.state,
      cell: (row) => <KeptState state={row.state} word={words.states[row.state]} detail={row.stateDetail} />,
    },
    {
      key: "size",
      head: words.size,
      align: "end",
      cell: (row) =>
        row.sizeBytes !== null ? (
          formatBytes(row.sizeBytes, locale)
        ) : (
          <span className="text-faint">{row.state === "creating" ? "–" : words.sizeUnknown}</span>
        ),
    },
    {
      key: "taken",
      head: words.taken,
      cell: (row) => <Time at={row.createdAt} locale={locale} zone={zone} />,
    },
    actionsColumn(words.actions, (row) => {
      const ready = row.state === "ready";
      const one = { instance, actions, snapshot: row };
      return (
        <>
          {ready && restorable ? <RestoreSnapshot {...one} /> : null}
          {ready ? <MakeImage {...one} /> : null}
          {ready || row.state === "failed" ? <DeleteSnapshot {...one} /> : null}
        </>
      );
    }),
  ];
  return (
    <Section
      title={words.title}
      text={words.text}
      actions={takable ? <TakeSnapshot instance={instance} actions={actions} /> : null}
    >
      <Table
        caption={words.caption}
        columns={columns}
        rows={snapshots}
        rowKey={(row) => row.id}
        empty={<EmptyState title={words.none} text={takable ? words.noneText : words.notNow} />}
      />
      {instance.state === "running" && snapshots.some((each) => each.state === "ready") ? (
        <p className="mt-3 text-muted">{words.restore.first}</p>
      ) : null}
      <Allowance {...kept} />
    </Section>
  );
}

const BUSY: ReadonlySet<string> = new Set(["creating", "restoring"]);
