"use client";
import { useMessages, useReader } from "@/components/i18n/provider";
import type { MetricsView } from "@/lib/contracts/telemetry";
import { say } from "@/lib/i18n/say";
import { formats } from "./formats";
import { type Line, MetricChart } from "./metric-chart";
import { MetricsTable } from "./metrics-table";

/** What the machine does besides its cards: processors, memory, disk and network. */
export function MachineMetrics({ metrics }: { metrics: MetricsView }) {
  const words = useMessages("telemetry");
  const { locale } = useReader();
  const { percent, bytes, bytesPerSecond } = formats(words, locale);
  const of = (total: number | null) =>
    total === null ? undefined : say(words.ofTotal, { total: bytes(total) });
  const span = { low: metrics.cpuMin, high: metrics.cpuMax };
  const traffic: [string, Line[]][] = [
    [
      words.diskIo,
      [
        { label: words.read, colour: 1, values: metrics.diskRead },
        { label: words.written, colour: 3, values: metrics.diskWritten },
      ],
    ],
    [
      words.network,
      [
        { label: words.received, colour: 1, values: metrics.received },
        { label: words.sent, colour: 3, values: metrics.sent },
      ],
    ],
  ];
  return (
    <div className="card min-w-0 p-4">
      <div className="grid gap-x-6 gap-y-5 sm:grid-cols-2 xl:grid-cols-3">
        <MetricChart
          title={words.cpu}
          metrics={metrics}
          lines={[{ label: words.cpu, colour: 1, values: metrics.cpu, ...span }]}
          top={100}
          format={percent}
        />
        <MetricChart
          title={words.memory}
          metrics={metrics}
          lines={[{ label: words.memory, colour: 2, values: metrics.memoryUsed }]}
          top={metrics.memoryTotalBytes}
          format={bytes}
          bytes
          note={of(metrics.memoryTotalBytes)}
        />
        <MetricChart
          title={words.disk}
          metrics={metrics}
          lines={[{ label: words.disk, colour: 4, values: metrics.diskUsed }]}
          top={metrics.diskTotalBytes}
          format={bytes}
          bytes
          note={of(metrics.diskTotalBytes)}
        />
        {traffic.map(([title, lines]) => (
          <MetricChart
            key={title}
            title={title}
            metrics={metrics}
            lines={lines}
            top={null}
            format={bytesPerSecond}
            bytes
          />
        ))}
      </div>
      <MetricsTable
        name={words.machine}
        metrics={metrics}
        columns={[
          { key: "cpu", head: words.cpu, values: metrics.cpu, format: percent, span },
          { key: "memory", head: words.memory, values: metrics.memoryUsed, format: bytes },
          { key: "disk", head: words.disk, values: metrics.diskUsed, format: bytes },
          ...traffic.flatMap(([title, lines]) =>
            lines.map((line) => ({
              key: `${title} ${line.label}`,
              head: `${title}, ${line.label}`,
              values: line.values,
              format: bytesPerSecond,
            })),
          ),
        ]}
      />
    </div>
  );
}
