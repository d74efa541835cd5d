"use client";
import Link from "next/link";
import { useMessages } from "@/components/i18n/provider";
import { cx } from "@/components/ui/cx";
import { type MetricRange, metricRanges } from "@/lib/domain/telemetry/resolution";

/** The time that is shown, as links: each has an address of its own. */
export function RangeLinks(props: { instanceId: string; range: MetricRange }) {
  const words = useMessages("telemetry").ranges;
  return (
    <nav
      aria-label={words.label}
      className="flex max-w-full flex-wrap rounded-md border border-line bg-inset p-0.5"
    >
      {metricRanges.map((range) => (
        <Link
          key={range}
          href={`/console/instances/${props.instanceId}/metrics?range=${range}`}
          aria-current={range === props.range ? "page" : undefined}
          scroll={false}
          className={cx(
            "rounded-sm px-3 py-1 font-medium max-sm:px-2 whitespace-nowrap text-muted hover:text-ink max-md:py-2.5",
            "aria-[current=page]:bg-surface aria-[current=page]:text-ink",
          )}
        >
          {words[range]}
        </Link>
      ))}
    </nav>
  );
}
