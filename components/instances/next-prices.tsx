"use client";
import { useMessages, useReader } from "@/components/i18n/provider";
import { Rich } from "@/components/i18n/rich";
import { Banner } from "@/components/ui/banner";
import { Time } from "@/components/ui/time";
import type { InstanceView, NextPriceView } from "@/lib/contracts/views";
import { formatMicros } from "@/lib/format/money";

/** Announced prices of one instance: from which second on it costs what, and what holds until then. */
export function NextPrices({ instance }: { instance: InstanceView }) {
  const words = useMessages("instancePages").nextPrice;
  const { locale, zone } = useReader();
  const { nextRunPrice, nextDiskPrice } = instance;
  if (nextRunPrice === null && nextDiskPrice === null) return null;
  const price = (micros: string) => formatMicros(BigInt(micros), { currency: instance.currency, locale });
  const line = (text: string, next: NextPriceView, now: string) => (
    <p>
      <Rich
        text={text}
        values={{
          time: <Time at={next.at} locale={locale} zone={zone} precision="second" />,
          next: price(next.microsPerHour),
          now: price(now),
        }}
      />
    </p>
  );
  return (
    <Banner className="mb-6" live={false} tone="info" title={words.title} testId="next-prices">
      {nextRunPrice ? line(words.run, nextRunPrice, instance.runMicrosPerHour) : null}
      {nextDiskPrice ? line(words.disk, nextDiskPrice, instance.diskMicrosPerHour) : null}
      <p className="text-muted">{nextRunPrice ? `${words.until} ${words.start}` : words.until}</p>
    </Banner>
  );
}

/** Beneath the price of something that will have another one: from when on, and which. */
export function NextPriceNote(props: { next: NextPriceView | null; currency: string }) {
  const words = useMessages("instancePages").nextPrice;
  const { locale, zone } = useReader();
  const { next, currency } = props;
  if (next === null) return null;
  return (
    <span className="block font-sans text-xs text-muted">
      <Rich
        text={words.short}
        values={{
          time: <Time at={next.at} locale={locale} zone={zone} precision="day" />,
          price: formatMicros(BigInt(next.microsPerHour), { currency, locale }),
        }}
      />
    </span>
  );
}
