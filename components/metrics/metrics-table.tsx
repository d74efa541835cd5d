"use client";
import { useMessages, useReader } from "@/components/i18n/provider";
import { type Column, Table } from "@/components/ui/table";
import type { MetricColumn, MetricsView } from "@/lib/contracts/telemetry";
import type { MetricRange } from "@/lib/domain/telemetry/resolution";
import { say } from "@/lib/i18n/say";
import { digest, stretches } from "./columns";
import { type Format, pointTime } from "./formats";

/** What a row stands for: five minutes, an hour, a day. */
const ROW_SECONDS: Record<MetricRange, number> = { "1h": 300, "24h": 3600, "30d": 86_400 };

export type TableColumn = {
  key: string;
  head: string;
  values: MetricColumn;
  format: Format;
  /** Shows least and most beside the average. */
  span?: { low: MetricColumn; high: MetricColumn };
};

/** The charts of a section as figures, folded away. */
export function MetricsTable(props: { name: string; metrics: MetricsView; columns: readonly TableColumn[] }) {
  const words = useMessages("telemetry");
  const { locale, zone } = useReader();
  const { metrics } = props;
  const time = pointTime(metrics.range === "1h" ? "24h" : metrics.range, locale, zone);
  type Row = { from: number; indices: number[] };
  const cells = props.columns.flatMap((column): Column<Row>[] => {
    const part = (values: MetricColumn, row: Row) => row.indices.map((index) => values[index] ?? null);
    const { span } = column;
    const average: Column<Row> = {
      key: column.key,
      head: column.head,
      align: "end",
      cell: (row) => {
        const found = digest(part(column.values, row));
        return found ? column.format(found.average) : words.unknown;
      },
    };
    if (!span) return [average];
    const range: Column<Row> = {
      key: `${column.key}-span`,
      head: words.table.range,
      align: "end",
      cell: (row) => {
        const found = digest(part(column.values, row), part(span.low, row), part(span.high, row));
        if (!found) return words.unknown;
        return say(words.table.span, { least: column.format(found.least), most: column.format(found.most) });
      },
    };
    return [average, range];
  });
  const caption = say(words.table.caption, { name: props.name, range: words.ranges[metrics.range] });
  return (
    <details className="mt-3">
      <summary className="min-h-6 text-muted">{words.table.show}</summary>
      <div className="mt-2">
        <Table
          caption={caption}
          columns={[
            { key: "from", head: words.table.from, main: true, cell: (row) => time(row.from) },
            ...cells,
          ]}
          rows={stretches(metrics.at, ROW_SECONDS[metrics.range])}
          rowKey={(row) => `${row.from}`}
        />
      </div>
    </details>
  );
}
