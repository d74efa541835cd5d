"use client";
import type { ReactNode } from "react";
import { useMessages, useReader } from "@/components/i18n/provider";
import { Rich } from "@/components/i18n/rich";
import { actionsColumn } from "@/components/ui/columns";
import type { FormAction } from "@/components/ui/form";
import { type Column, Table } from "@/components/ui/table";
import { TextLink } from "@/components/ui/text-link";
import { Time } from "@/components/ui/time";
import type { VolumeView } from "@/lib/contracts/volumes";
import { isGone, mayDismiss } from "@/lib/domain/volume-states";
import { say } from "@/lib/i18n/say";
import { VolumeCost } from "./cost";
import { spans } from "./price";
import { VolumeStatePill } from "./state-pill";
import { useVolumes } from "./use-volumes";
import { PutAway } from "./verb-buttons";

const NOTHING = "–";

/** Everything that is not gone, with its price and where it is, live. */
export function VolumeList(props: {
  rendered: VolumeView[];
  dismiss: FormAction<unknown>;
  empty: ReactNode;
}) {
  const words = useMessages("volumePages");
  const { locale, zone } = useReader();
  const rows = useVolumes(props.rendered);
  const { columns } = words;
  const price = (row: VolumeView) => spans(BigInt(row.microsPerHour), { currency: row.currency, locale });
  const burns = (row: VolumeView) => row.totalCost.ticksPerSecond !== "0";
  const shown: Column<VolumeView>[] = [
    {
      key: "name",
      head: columns.name,
      main: true,
      cell: (row) => (
        <TextLink quiet href={`/console/volumes/${row.id}`}>
          {row.name}
        </TextLink>
      ),
    },
    {
      key: "state",
      head: columns.state,
      cell: (row) => (
        <>
          <VolumeStatePill state={row.state} words={words.states} />
          {row.awaySince ? <span className="block text-xs text-attention">{words.away.short}</span> : null}
        </>
      ),
    },
    { key: "region", head: columns.region, cell: (row) => row.regionName },
    { key: "size", head: columns.size, align: "end", cell: (row) => say(words.size, { gib: row.sizeGib }) },
    {
      key: "price",
      head: columns.price,
      align: "end",
      cell: (row) =>
        burns(row) || row.state === "creating" ? (
          <>
            <span
              className="whitespace-nowrap"
              data-ticks-per-second={row.microsPerHour}
            >{`${price(row).second}/s`}</span>
            {row.nextPrice ? (
              <span className="block font-sans text-xs text-muted">
                <Rich
                  text={words.nextPrice.short}
                  values={{
                    time: <Time at={row.nextPrice.at} locale={locale} zone={zone} precision="day" />,
                    price: spans(BigInt(row.nextPrice.microsPerHour), { currency: row.currency, locale })
                      .second,
                  }}
                />
              </span>
            ) : null}
          </>
        ) : isGone(row.state) ? (
          NOTHING
        ) : (
          <span className="font-sans text-muted">{words.graceFree}</span>
        ),
    },
    {
      key: "month",
      head: columns.month,
      align: "end",
      cell: (row) => (isGone(row.state) ? NOTHING : price(row).month),
    },
    { key: "attached", head: columns.attached, cell: (row) => <Attached volume={row} /> },
    { key: "snapshots", head: columns.snapshots, align: "end", cell: (row) => row.snapshots.length },
    { key: "total", head: columns.total, align: "end", cell: (row) => <VolumeCost volume={row} /> },
  ];
  if (rows.some((row) => row.deletedAt !== null))
    shown.push({
      key: "deletion",
      head: columns.deletion,
      cell: (row) =>
        row.deletedAt ? (
          <span className="text-danger">
            <Time at={row.deletedAt} locale={locale} zone={zone} precision="second" />
          </span>
        ) : null,
    });
  if (rows.some((row) => mayDismiss(row.state)))
    shown.push(
      actionsColumn(columns.actions, (row) => <PutAway volume={row} action={props.dismiss} size="sm" />),
    );
  return (
    <Table
      caption={words.caption}
      columns={shown}
      rows={rows}
      rowKey={(row) => row.id}
      empty={props.empty}
      testId="volumes"
    />
  );
}

function Attached({ volume }: { volume: VolumeView }) {
  const words = useMessages("volumePages");
  const { attachment } = volume;
  if (attachment === null) return <span className="text-faint">{words.nobody}</span>;
  return (
    <>
      <TextLink quiet href={`/console/instances/${attachment.instanceId}`}>
        {attachment.instanceName}
      </TextLink>
      <span className="figures block text-xs text-muted">
        {say(words.at, { path: attachment.mountPath })}
      </span>
    </>
  );
}
