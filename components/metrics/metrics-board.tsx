"use client";
import { useMessages, useReader } from "@/components/i18n/provider";
import { useInstance } from "@/components/instances/use-instances";
import { EmptyState } from "@/components/ui/empty-state";
import { Section } from "@/components/ui/page-header";
import { useSecond } from "@/components/ui/use-second";
import type { MetricsView } from "@/lib/contracts/telemetry";
import type { InstanceView } from "@/lib/contracts/views";
import { formatDuration } from "@/lib/format/duration";
import { say } from "@/lib/i18n/say";
import { CardMetrics } from "./card-metrics";
import { MachineMetrics } from "./machine-metrics";
import { RangeLinks } from "./range-links";
import { useMetrics } from "./use-metrics";

/** Every chart of an instance over one range of time, live. */
export function MetricsBoard(props: { rendered: InstanceView; metrics: MetricsView }) {
  const words = useMessages("telemetry");
  const instance = useInstance(props.rendered);
  const { metrics, failed } = useMetrics(instance.id, props.metrics);
  const empty = metrics.at.length === 0;
  return (
    <>
      <div className="mb-6 flex flex-wrap items-end justify-between gap-x-6 gap-y-2">
        <RangeLinks instanceId={instance.id} range={metrics.range} />
        <LastReading metrics={metrics} failed={failed} />
      </div>
      {empty ? (
        <div className="mb-8">
          <EmptyState
            title={words.empty.title}
            text={instance.state === "running" ? words.empty.running : words.empty.off}
          />
        </div>
      ) : (
        <>
          {instance.gpuCount > 0 ? (
            <Section title={words.gpus} text={words.steps[metrics.range]}>
              {metrics.cards.length === 0 ? <p className="text-muted">{words.noCards}</p> : null}
              <div className="grid gap-4">
                {metrics.cards.map((card, index) => (
                  <CardMetrics key={card.pciAddress} metrics={metrics} card={card} index={index} />
                ))}
              </div>
            </Section>
          ) : null}
          <Section
            title={words.machine}
            text={instance.gpuCount > 0 ? undefined : words.steps[metrics.range]}
          >
            <MachineMetrics metrics={metrics} />
          </Section>
        </>
      )}
    </>
  );
}

/** How old what is shown is. Not announced: it changes all the time. */
function LastReading({ metrics, failed }: { metrics: MetricsView; failed: boolean }) {
  const words = useMessages("telemetry");
  const { locale } = useReader();
  const now = useSecond(metrics.to * 1000);
  const last = metrics.at.at(-1);
  if (failed) return <p className="text-attention">{words.unreachable}</p>;
  if (last === undefined) return <p className="text-muted">{words.noReading}</p>;
  // A coarser bucket is complete only at its end.
  const read = metrics.stepSeconds > 10 ? last + metrics.stepSeconds : last;
  return (
    <p className="text-muted tabular-nums" suppressHydrationWarning data-testid="last-reading">
      {say(words.lastReading, { age: formatDuration(Math.max(0, now - read), { locale, units: 1 }) })}
    </p>
  );
}
