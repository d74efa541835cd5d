"use client";
import { useMessages, useReader } from "@/components/i18n/provider";
import type { CardMetricsView, MetricsView } from "@/lib/contracts/telemetry";
import { say } from "@/lib/i18n/say";
import { formats } from "./formats";
import { MetricChart } from "./metric-chart";
import { MetricsTable } from "./metrics-table";

/** One card: load, memory, power and temperature side by side, and the same as a table. */
export function CardMetrics(props: { metrics: MetricsView; card: CardMetricsView; index: number }) {
  const words = useMessages("telemetry");
  const { locale } = useReader();
  const { metrics, card } = props;
  const { percent, bytes, watts, celsius } = formats(words, locale);
  const name = say(words.card, { index: props.index });
  const line = { label: name, colour: 1 } as const;
  const total = card.memoryTotalBytes;
  const span = { low: card.loadMin, high: card.loadMax };
  return (
    <article aria-label={name} className="card min-w-0 p-4">
      <h3 className="mb-3 flex flex-wrap items-baseline gap-x-3 font-semibold">
        {name}
        <span className="figures font-normal text-faint">{card.pciAddress}</span>
      </h3>
      <div className="grid gap-x-6 gap-y-5 sm:grid-cols-2 xl:grid-cols-4">
        <MetricChart
          title={words.load}
          metrics={metrics}
          lines={[{ ...line, values: card.load, ...span }]}
          top={100}
          format={percent}
        />
        <MetricChart
          title={words.memory}
          metrics={metrics}
          lines={[{ ...line, colour: 2, values: card.memoryUsed }]}
          top={total}
          format={bytes}
          bytes
          note={total === null ? undefined : say(words.ofTotal, { total: bytes(total) })}
        />
        <MetricChart
          title={words.power}
          metrics={metrics}
          lines={[{ ...line, colour: 3, values: card.power }]}
          top={null}
          format={watts}
        />
        <MetricChart
          title={words.temperature}
          metrics={metrics}
          lines={[{ ...line, colour: 4, values: card.temperature }]}
          top={100}
          format={celsius}
        />
      </div>
      <MetricsTable
        name={name}
        metrics={metrics}
        columns={[
          { key: "load", head: words.load, values: card.load, format: percent, span },
          { key: "memory", head: words.memory, values: card.memoryUsed, format: bytes },
          { key: "power", head: words.power, values: card.power, format: watts },
          { key: "temperature", head: words.temperature, values: card.temperature, format: celsius },
        ]}
      />
    </article>
  );
}
