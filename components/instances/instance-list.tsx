"use client";
import type { ReactNode } from "react";
import { useMessages, useReader } from "@/components/i18n/provider";
import { type Column, Table } from "@/components/ui/table";
import { TextLink } from "@/components/ui/text-link";
import type { InstanceView } from "@/lib/contracts/views";
import { formatPercent } from "@/lib/format/number";
import { RunCost, TotalCost } from "./cost";
import { PriceNow } from "./price-now";
import { InstanceStatePill } from "./state-pill";
import { useInstances } from "./use-instances";

/** Everything that is not gone, with its state and its cost, live. Rows keep their places while states change. */
export function InstanceList(props: { rendered: InstanceView[]; empty: ReactNode }) {
  const words = useMessages("instancePages");
  const rows = useInstances(props.rendered);
  return (
    <Table
      caption={words.tableCaption}
      columns={useColumns("all")}
      rows={rows}
      rowKey={(row) => row.id}
      empty={props.empty}
    />
  );
}

/** What is gone: its receipts stay. Folded away, and absent when there is nothing. */
export function GoneInstances({ rendered }: { rendered: InstanceView[] }) {
  const words = useMessages("instancePages");
  const columns = useColumns("gone");
  if (rendered.length === 0) return null;
  return (
    <details className="mt-6">
      <summary className="mb-3 min-h-6 font-medium">
        {words.showEnded} ({rendered.length})
      </summary>
      <Table caption={words.ended} columns={columns} rows={rendered} rowKey={(row) => row.id} />
    </details>
  );
}

function useColumns(which: "all" | "gone"): Column<InstanceView>[] {
  const { columns, states } = useMessages("instancePages");
  const always: Column<InstanceView>[] = [
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
    { key: "region", head: columns.region, cell: (row) => row.regionName },
  ];
  const load: Column<InstanceView> = {
    key: "load",
    head: columns.load,
    align: "end",
    cell: (row) => <GpuLoad instance={row} />,
  };
  const money: Column<InstanceView>[] = [
    { key: "price", head: columns.price, align: "end", cell: (row) => <PriceNow instance={row} /> },
    { key: "run", head: columns.run, align: "end", cell: (row) => <RunCost instance={row} /> },
  ];
  const total: Column<InstanceView> = {
    key: "total",
    head: columns.total,
    align: "end",
    cell: (row) => <TotalCost instance={row} />,
  };
  return which === "all" ? [...always, load, ...money, total] : [...always, total];
}

/** As last read, at most a minute ago. */
function GpuLoad({ instance }: { instance: InstanceView }) {
  const { locale } = useReader();
  return instance.gpuLoad ? (
    <span title={instance.gpuLoad.at}>{formatPercent(instance.gpuLoad.percent / 100, locale)}</span>
  ) : (
    <span className="text-faint">–</span>
  );
}
