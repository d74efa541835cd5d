"use client";
/** What the disks of stopped instances add to the burn. Absent while they add nothing. */
import { useMessages, useReader } from "@/components/i18n/provider";
import { useInstances } from "@/components/instances/use-instances";
import type { InstanceView } from "@/lib/contracts/views";
import { formatMicros } from "@/lib/format/money";
import { sayCount } from "@/lib/i18n/say";

export function DisksNow(props: { rendered: InstanceView[] }) {
  const words = useMessages("overview").disks;
  const { locale } = useReader();
  const all = useInstances(props.rendered);
  const stopped = all.filter(({ state }) => state === "stopped");
  const rate = stopped.reduce((sum, each) => sum + BigInt(each.totalCost.ticksPerSecond), 0n);
  const [first] = stopped;
  if (!first || rate === 0n) return null;
  return (
    <p className="mt-3 text-muted" data-testid="disks-now" data-ticks-per-second={rate.toString()}>
      {sayCount(locale, words, stopped.length, {
        price: formatMicros(rate, { currency: first.currency, locale }),
      })}
    </p>
  );
}
