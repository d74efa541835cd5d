"use client";
/**
 * The exact numbers under the picture: seconds × price = amount, per day, instance and price. A client component: its
 * lines travel as data and not as markup, an eighth of the size.
 */
import { Money, Price } from "@/components/ui/money";
import { Table } from "@/components/ui/table";
import { TextLink } from "@/components/ui/text-link";
import type { UsageLine, UsageMonthView } from "@/lib/contracts/billing";
import { formatDay } from "@/lib/format/datetime";
import { formatCount } from "@/lib/format/number";
import type { Messages } from "@/lib/i18n";
import { say } from "@/lib/i18n/say";

export function UsageTable(props: {
  usage: UsageMonthView;
  locale: string;
  words: Messages["billing"]["usage"];
}) {
  const { usage, locale, words: m } = props;
  const money = { currency: usage.currency, locale };
  const seconds = (count: string) => say(m.seconds, { seconds: formatCount(BigInt(count), locale) });
  return (
    <Table
      caption={m.table}
      testId="usage"
      // Newest first to read; the export is in the order of the books.
      rows={usage.lines.toReversed()}
      rowKey={(line) => `${line.day} ${line.itemId} ${line.kind} ${line.microsPerHour}`}
      columns={[
        { key: "day", head: m.day, cell: (line) => formatDay(line.day, locale) },
        { key: "instance", head: m.instance, main: true, cell: (line) => <InstanceCell line={line} /> },
        { key: "kind", head: m.kind, cell: (line) => m.kinds[line.kind] },
        {
          key: "time",
          head: m.time,
          align: "end",
          cell: (line) => <span className="whitespace-nowrap">{seconds(line.seconds)}</span>,
        },
        {
          key: "price",
          head: m.price,
          align: "end",
          cell: (line) => <Price {...money} microsPerHour={line.microsPerHour} show="hour" />,
        },
        {
          key: "amount",
          head: m.amount,
          align: "end",
          cell: (line) => <Money {...money} ticks={line.ticks} digits={6} />,
        },
      ]}
      foot={{
        instance: m.total,
        time: seconds(usage.totalSeconds),
        amount: <Money {...money} ticks={usage.totalTicks} digits={6} testId="usage-total" />,
      }}
    />
  );
}

function InstanceCell({ line }: { line: UsageLine }) {
  return (
    <>
      <TextLink
        quiet
        href={line.kind === "volume" ? "/console/volumes" : `/console/instances/${line.itemId}`}
        prefetch={false}
      >
        {line.itemName}
      </TextLink>
      <span className="figures block text-xs font-normal text-muted">{line.typeId}</span>
    </>
  );
}
