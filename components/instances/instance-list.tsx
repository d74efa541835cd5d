"use client";
import { useState } from "react";
import { useMessages } from "@/components/i18n/provider";
import { Button } from "@/components/ui/button";
import { type Column, Table } from "@/components/ui/table";
import { TextLink } from "@/components/ui/text-link";
import type { InstanceView } from "@/lib/contracts/views";
import { RunCost, TotalCost } from "./cost";
import { PriceNow } from "./price-now";
import { InstanceStatePill } from "./state-pill";
import { useInstances } from "./use-instances";

const ENDED = new Set(["terminated"]);

/** All instances with their state and their cost; ended ones on request. Rows keep their places while states change. */
export function InstanceList({ rendered }: { rendered: InstanceView[] }) {
  const words = useMessages("instancePages");
  const instances = useInstances(rendered);
  const [showEnded, setShowEnded] = useState(false);
  const ended = instances.filter((each) => ENDED.has(each.state)).length;
  const rows = instances.filter((each) => showEnded || !ENDED.has(each.state));
  const columns: Column<InstanceView>[] = [
    {
      key: "name",
      head: words.columns.name,
      main: true,
      cell: (row) => (
        <TextLink quiet href={`/console/instances/${row.id}`}>
          {row.name}
        </TextLink>
      ),
    },
    {
      key: "state",
      head: words.columns.state,
      cell: (row) => <InstanceStatePill state={row.state} words={words.states} />,
    },
    { key: "type", head: words.columns.type, cell: (row) => row.typeName },
    { key: "region", head: words.columns.region, cell: (row) => row.regionName },
    { key: "price", head: words.columns.price, align: "end", cell: (row) => <PriceNow instance={row} /> },
    { key: "run", head: words.columns.run, align: "end", cell: (row) => <RunCost instance={row} /> },
    { key: "total", head: words.columns.total, align: "end", cell: (row) => <TotalCost instance={row} /> },
  ];
  return (
    <>
      <Table caption={words.tableCaption} columns={columns} rows={rows} rowKey={(row) => row.id} />
      {ended > 0 ? (
        <Button variant="ghost" size="sm" className="mt-3" onClick={() => setShowEnded(!showEnded)}>
          {showEnded ? words.hideEnded : words.showEnded} ({ended})
        </Button>
      ) : null}
    </>
  );
}
