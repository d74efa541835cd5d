"use client";
/** The month per instance and volume, on one screen. */
import { Cents, Money } from "@/components/ui/money";
import { Table } from "@/components/ui/table";
import type { UsageMonthView } from "@/lib/contracts/billing";
import { formatCount } from "@/lib/format/number";
import type { Messages } from "@/lib/i18n";
import { say } from "@/lib/i18n/say";
import { usageByItem } from "./usage-groups";
import { UsedItem } from "./used-item";

export function UsageItems(props: {
  usage: UsageMonthView;
  locale: string;
  words: Messages["billing"]["usage"];
}) {
  const { usage, locale, words: m } = props;
  const money = { currency: usage.currency, locale };
  const seconds = (count: bigint) =>
    count === 0n ? (
      <span className="text-faint">–</span>
    ) : (
      <span className="whitespace-nowrap">{say(m.seconds, { seconds: formatCount(count, locale) })}</span>
    );
  return (
    <Table
      caption={m.perItem}
      testId="usage"
      rows={usageByItem(usage.lines)}
      rowKey={(item) => item.itemId}
      columns={[
        { key: "item", head: m.instance, main: true, cell: (item) => <UsedItem {...item} /> },
        { key: "ran", head: m.ran, align: "end", cell: (item) => seconds(item.ranSeconds) },
        { key: "stored", head: m.stored, align: "end", cell: (item) => seconds(item.storedSeconds) },
        {
          key: "amount",
          head: m.amount,
          align: "end",
          cell: (item) => (
            <span data-ticks={`${item.ticks}`}>
              <Cents {...money} cents={item.cents} />
            </span>
          ),
        },
      ]}
      foot={{
        item: m.total,
        amount: <Money {...money} ticks={usage.totalTicks} testId="usage-total" />,
      }}
    />
  );
}
