"use client";
import { useMessages, useReader } from "@/components/i18n/provider";
import type { InstanceView } from "@/lib/contracts/views";
import { formatMicros } from "@/lib/format/money";
import { say } from "@/lib/i18n/say";
import { NextPriceNote } from "./next-prices";

/** What a second costs in the present state, per hour: the run, the disk, or nothing; and what is announced for it. */
export function PriceNow({ instance }: { instance: InstanceView }) {
  const words = useMessages("instancePages");
  const { locale } = useReader();
  const money = { currency: instance.currency, locale };
  const rate = BigInt(instance.totalCost.ticksPerSecond);
  if (rate === 0n) return <span className="text-muted">{words.free}</span>;
  const price = formatMicros(rate, money);
  const runs = instance.state === "running";
  return (
    <>
      <span className="figures whitespace-nowrap" data-ticks-per-second={rate.toString()}>
        {say(runs ? words.perHour : words.diskPerHour, { price })}
      </span>
      <NextPriceNote
        next={runs ? instance.nextRunPrice : instance.nextDiskPrice}
        currency={instance.currency}
      />
    </>
  );
}
