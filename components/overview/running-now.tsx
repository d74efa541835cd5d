"use client";
/** What runs or is about to, with what it costs and the way to stop it. */
import type { ReactNode } from "react";
import { useMessages, useReader } from "@/components/i18n/provider";
import type { InstanceActions } from "@/components/instances/actions";
import { RunCost } from "@/components/instances/cost";
import { PriceNow } from "@/components/instances/price-now";
import { InstanceStatePill } from "@/components/instances/state-pill";
import { useInstances } from "@/components/instances/use-instances";
import { Cancel, Stop } from "@/components/instances/verb-buttons";
import { actionsColumn } from "@/components/ui/columns";
import { EmptyState } from "@/components/ui/empty-state";
import { type Column, Table } from "@/components/ui/table";
import { TextLink } from "@/components/ui/text-link";
import { useVolumes } from "@/components/volumes/use-volumes";
import type { InstanceView } from "@/lib/contracts/views";
import type { VolumeView } from "@/lib/contracts/volumes";
import { allows, isPending } from "@/lib/domain/states";
import { sayCount } from "@/lib/i18n/say";

export function RunningNow(props: {
  rendered: InstanceView[];
  volumes: VolumeView[];
  actions: Pick<InstanceActions, "stop" | "cancel">;
  /** What to do when nothing runs. */
  action: ReactNode;
}) {
  const words = useMessages("overview");
  const { columns, states } = useMessages("instancePages");
  const { locale } = useReader();
  const all = useInstances(props.rendered);
  const rows = all.filter(({ state }) => state === "running" || state === "stopping" || isPending(state));
  const disks = all.filter(({ state }) => state === "stopped");
  // In grace disks are kept, and free.
  const costs = disks.some((each) => each.totalCost.ticksPerSecond !== "0");
  const volumesCost = useVolumes(props.volumes).some((each) => each.totalCost.ticksPerSecond !== "0");
  const onlyVolumes = useMessages("volumePages").overview.only;
  const shown: Column<InstanceView>[] = [
    {
      key: "name",
      head: columns.name,
      main: true,
      cell: (row) => (
        <TextLink quiet href={`/console/instances/${row.id}`}>
          {row.name}
        </TextLink>
      ),
    },
    {
      key: "state",
      head: columns.state,
      cell: (row) => <InstanceStatePill state={row.state} words={states} />,
    },
    { key: "type", head: columns.type, cell: (row) => row.typeName },
    { key: "region", head: columns.region, cell: (row) => row.regionName, wideOnly: true },
    { key: "price", head: columns.price, align: "end", cell: (row) => <PriceNow instance={row} /> },
    { key: "run", head: columns.run, align: "end", cell: (row) => <RunCost instance={row} /> },
    actionsColumn(columns.actions, (row) => (
      <>
        {allows(row.state, "stop") ? <Stop instance={row} actions={props.actions} size="sm" /> : null}
        {allows(row.state, "cancel") ? <Cancel instance={row} actions={props.actions} size="sm" /> : null}
      </>
    )),
  ];
  return (
    <Table
      caption={words.runningCaption}
      testId="running-now"
      columns={shown}
      rows={rows}
      rowKey={(row) => row.id}
      empty={
        <EmptyState
          title={words.runningNone}
          text={
            disks.length > 0
              ? sayCount(locale, costs ? words.runningNoneText : words.runningNoneFree, disks.length)
              : volumesCost
                ? onlyVolumes
                : words.nothing
          }
          action={props.action}
        />
      }
    />
  );
}
