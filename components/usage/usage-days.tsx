"use client";
/**
 * The exact numbers: seconds × price = amount, per day, instance and price; the newest day is open. A client component:
 * its lines travel as data and not as markup, an eighth of the size.
 */
import { ChevronRight } from "lucide-react";
import { Money, Price } from "@/components/ui/money";
import { Table } from "@/components/ui/table";
import type { UsageMonthView } from "@/lib/contracts/billing";
import { formatDay } from "@/lib/format/datetime";
import { formatCount } from "@/lib/format/number";
import type { Messages } from "@/lib/i18n";
import { say } from "@/lib/i18n/say";
import { type DayUsage, usageByDay } from "./usage-groups";
import { UsedItem } from "./used-item";

type Props = { usage: UsageMonthView; locale: string; words: Messages["billing"]["usage"] };

export function UsageDays(props: Props) {
  const { usage, locale } = props;
  return (
    <div
      data-testid="usage-days"
      className="card divide-y divide-line overflow-hidden max-sm:rounded-none max-sm:border-x-0 max-sm:bg-transparent"
    >
      {usageByDay(usage.lines).map((used, index) => (
        <details key={used.day} open={index === 0} className="group">
          <summary className="flex items-center gap-2 px-4 py-2.5 hover:bg-hover max-sm:px-0">
            <ChevronRight aria-hidden className="-ml-1 size-4 text-muted group-open:rotate-90" />
            <span className="flex-1 font-medium">{formatDay(used.day, locale, "long")}</span>
            <Money ticks={used.ticks} digits={6} currency={usage.currency} locale={locale} />
          </summary>
          <div className="border-t border-line">
            <DayTable {...props} used={used} />
          </div>
        </details>
      ))}
    </div>
  );
}

function DayTable({ usage, locale, words: m, used }: Props & { used: DayUsage }) {
  const money = { currency: usage.currency, locale };
  return (
    <Table
      bare
      caption={say(m.onDay, { day: formatDay(used.day, locale, "long") })}
      rows={used.lines}
      rowKey={(line) => `${line.itemId} ${line.kind} ${line.microsPerHour}`}
      columns={[
        {
          key: "instance",
          head: m.instance,
          main: true,
          cell: (line) => <UsedItem {...line} isVolume={line.kind === "volume"} />,
        },
        { key: "kind", head: m.kind, cell: (line) => m.kinds[line.kind] },
        {
          key: "time",
          head: m.time,
          align: "end",
          cell: (line) => (
            <span className="whitespace-nowrap">
              {say(m.seconds, { seconds: formatCount(BigInt(line.seconds), locale) })}
            </span>
          ),
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
    />
  );
}
