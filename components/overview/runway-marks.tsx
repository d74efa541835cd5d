"use client";
/** What lies on the way of the balance to zero, as a table. */
import { useMessages, useReader } from "@/components/i18n/provider";
import { Money } from "@/components/ui/money";
import { Table } from "@/components/ui/table";
import { Time } from "@/components/ui/time";
import type { RunwayView } from "@/lib/contracts/overview";
import { markText } from "./runway-mark";

export function RunwayMarks({ line, end }: { line: RunwayView; end: string }) {
  const m = useMessages("overview");
  const { locale, zone } = useReader();
  return (
    <Table
      caption={m.runwayTable}
      testId="runway"
      rows={line.marks}
      rowKey={(mark) => `${mark.kind} ${mark.at}`}
      columns={[
        {
          key: "when",
          head: m.runwayWhen,
          main: true,
          cell: (mark) => <Time at={mark.at} locale={locale} zone={zone} precision="second" />,
        },
        { key: "what", head: m.runwayWhat, cell: (mark) => markText(mark, end, m, locale) },
        {
          key: "balance",
          head: m.runwayBalance,
          align: "end",
          cell: (mark) => (
            <Money ticks={mark.balanceTicks} currency={line.currency} locale={locale} digits={6} />
          ),
        },
      ]}
    />
  );
}
