"use client";
import { useMessages, useReader } from "@/components/i18n/provider";
import { Rich } from "@/components/i18n/rich";
import { Banner } from "@/components/ui/banner";
import { Time } from "@/components/ui/time";
import type { InstanceView, NextPriceView } from "@/lib/contracts/views";
import { formatMicros } from "@/lib/format/money";
import { say } from "@/lib/i18n/say";

/** Announced prices of one instance: from which second on it costs what, and what holds until then. */
export function NextPrices({ instance }: { instance: InstanceView }) {
  const words = useMessages("instancePages").nextPrice;
  const { locale, zone } = useReader();
  const { nextRunPrice: run, nextDiskPrice: disk } = instance;
  const price = (micros: string) => formatMicros(BigInt(micros), { currency: instance.currency, locale });
  const prices = (next: NextPriceView, now: string) => ({
    next: price(next.microsPerHour),
    now: price(now),
  });
  // Most often both were announced at once.
  const seconds = new Set([run, disk].flatMap((next) => next?.at ?? []));
  return [...seconds].map((at) => (
    <Banner
      key={at}
      className="mb-6"
      live={false}
      tone="info"
      testId="next-prices"
      title={
        <Rich
          text={words.title}
          values={{ time: <Time at={at} locale={locale} zone={zone} precision="second" /> }}
        />
      }
    >
      {run?.at === at ? <p>{say(words.run, prices(run, instance.runMicrosPerHour))}</p> : null}
      {disk?.at === at ? <p>{say(words.disk, prices(disk, instance.diskMicrosPerHour))}</p> : null}
      <p className="text-muted">{run?.at === at ? `${words.until} ${words.start}` : words.until}</p>
    </Banner>
  ));
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
