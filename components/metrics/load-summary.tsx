"use client";
import { useMessages, useReader } from "@/components/i18n/provider";
import { useInstance } from "@/components/instances/use-instances";
import { Section } from "@/components/ui/page-header";
import { Sparkline } from "@/components/ui/sparkline";
import { TextLink } from "@/components/ui/text-link";
import type { LoadSummaryView } from "@/lib/contracts/telemetry";
import type { InstanceView } from "@/lib/contracts/views";
import { say } from "@/lib/i18n/say";
import { digest } from "./columns";
import { formats } from "./formats";

/** The last hour in a line: load of the cards (or processors) and their memory. */
export function LoadSummary(props: { rendered: InstanceView; summary: LoadSummaryView }) {
  const words = useMessages("telemetry");
  const { locale } = useReader();
  const instance = useInstance(props.rendered);
  const { summary } = props;
  const { percent } = formats(words, locale);
  const hasCards = instance.gpuCount > 0;
  const load = digest(summary.load);
  const memory = digest(summary.memoryShare);
  const lines = [
    {
      key: "load",
      name: hasCards ? words.summary.gpu : words.summary.cpu,
      // The list of instances brings the newest figure; the line is as old as the page.
      value: instance.gpuLoad?.percent ?? load?.last,
      found: load,
      column: summary.load,
      look: "text-series-1",
    },
    {
      key: "memory",
      name: hasCards ? words.summary.gpuMemory : words.summary.memory,
      value: memory?.last,
      found: memory,
      column: summary.memoryShare,
      look: "text-series-2",
    },
  ];
  return (
    <Section
      title={words.summary.title}
      actions={<TextLink href={`/console/instances/${instance.id}/metrics`}>{words.summary.more}</TextLink>}
    >
      {load === null && memory === null ? (
        <p className="text-muted">{words.summary.none}</p>
      ) : (
        <dl className="card grid gap-x-8 gap-y-3 px-4 py-3 sm:grid-cols-2">
          {lines.map(({ key, name, value, found, column, look }) => (
            <div key={key} className="flex min-w-0 items-center gap-4">
              <dt className="shrink-0 text-muted">{name}</dt>
              <dd className="figures shrink-0 text-base">
                {value === undefined ? words.unknown : percent(value)}
              </dd>
              <dd className="min-w-0 flex-1">
                <Sparkline
                  className={`block h-8 w-full ${look}`}
                  at={summary.at}
                  values={column}
                  from={summary.from}
                  to={summary.to}
                  top={100}
                />
                {found ? (
                  <span className="sr-only">
                    {say(words.summary.lastHour, {
                      words: say(words.said, {
                        name,
                        now: percent(found.last),
                        average: percent(found.average),
                        least: percent(found.least),
                        most: percent(found.most),
                      }),
                    })}
                  </span>
                ) : null}
              </dd>
            </div>
          ))}
        </dl>
      )}
    </Section>
  );
}
