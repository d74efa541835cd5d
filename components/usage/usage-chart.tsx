/** A month of usage as stacked bars per UTC day, one colour per instance. The exact table belongs beneath. */
import type { ReactNode } from "react";
import { type BarDay, type BarSeries, StackedBars } from "@/components/ui/stacked-bars";
import type { UsageMonthView } from "@/lib/contracts/billing";
import { formatTicks } from "@/lib/format/money";
import { type Messages, say } from "@/lib/i18n";
import { daysOf, monthName } from "./months";
import { usageByItem } from "./usage-groups";

/** More colours than this cannot be told apart; the smallest share the last one. */
const MOST_SERIES = 6;
const OTHERS = "others";

export function UsageChart(props: {
  usage: UsageMonthView;
  locale: string;
  words: Messages["billing"]["usage"];
  table: ReactNode;
}) {
  const { usage, locale, words } = props;
  const { series, days } = barsOf(usage, words.others);
  return (
    <StackedBars
      label={say(words.chart, { month: monthName(usage.month, locale) })}
      series={series}
      days={days}
      locale={locale}
      format={(value) => formatTicks(value, { currency: usage.currency, locale })}
      table={props.table}
    />
  );
}

function barsOf(usage: UsageMonthView, others: string): { series: BarSeries[]; days: BarDay[] } {
  const ranked = usageByItem(usage.lines);
  const named = ranked.length > MOST_SERIES ? ranked.slice(0, MOST_SERIES - 1) : ranked;
  const own = new Set(named.map(({ itemId }) => itemId));
  const series = named.map(({ itemId, itemName }) => ({ key: itemId, label: itemName }));
  if (ranked.length > named.length) series.push({ key: OTHERS, label: others });

  const values = new Map<string, Record<string, string>>(daysOf(usage.month).map((day) => [day, {}]));
  for (const line of usage.lines) {
    const day = values.get(line.day);
    if (!day) continue;
    const key = own.has(line.itemId) ? line.itemId : OTHERS;
    day[key] = `${BigInt(day[key] ?? "0") + BigInt(line.ticks)}`;
  }
  return { series, days: [...values].map(([day, amounts]) => ({ day, values: amounts })) };
}
