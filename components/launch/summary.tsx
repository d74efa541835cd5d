"use client";
import { useMessages, useReader } from "@/components/i18n/provider";
import { DataList } from "@/components/ui/data-list";
import { SubmitButton } from "@/components/ui/form";
import type { MeterView } from "@/lib/contracts/views";
import { formatDuration } from "@/lib/format/duration";
import { formatMicros, formatPerSecond, formatTicks } from "@/lib/format/money";
import { say } from "@/lib/i18n/say";
import { secondsLeft } from "./options";
import type { Chosen } from "./problems";

/** What the choice costs: running, stopped, until the stop time; how long the balance lasts; and the verb. */
export function LaunchSummary(props: {
  chosen: Chosen | null;
  meter: MeterView;
  nowSecond: bigint;
  stopAt: string | null;
  children: React.ReactNode;
}) {
  const words = useMessages("launch");
  const { locale } = useReader();
  const { chosen, meter, nowSecond } = props;
  if (!chosen) return null;
  const money = { currency: chosen.offer.currency, locale };
  const price = BigInt(chosen.offer.microsPerHour);
  const perHour = formatMicros(price, money);
  const until = props.stopAt ? BigInt(Math.floor(Date.parse(props.stopAt) / 1000)) - nowSecond : null;
  const items = [
    { label: words.perSecond, mono: true, value: formatPerSecond(price, { ...money, digits: 9 }) },
    { label: words.perHour, mono: true, value: perHour },
    {
      label: words.whileStopped,
      mono: true,
      value: `${formatMicros(BigInt(chosen.offer.diskMicrosPerHour), money)}/h`,
    },
    {
      label: words.lasts,
      value: (
        <span data-testid="launch-runway">
          {formatDuration(secondsLeft(meter, nowSecond, chosen.offer), { locale, units: 2 })}
          <span className="block text-muted">{words.lastsWithAll}</span>
        </span>
      ),
    },
    ...(until !== null && until > 0n
      ? [{ label: words.costUntilStop, mono: true, value: formatTicks(until * price, money) }]
      : []),
  ];
  return (
    <section aria-label={words.summary} className="card p-5 lg:sticky lg:top-20">
      <h2 className="text-base font-semibold">{words.summary}</h2>
      <p className="mt-1 text-muted">
        {chosen.type.name} · {chosen.regionName}
      </p>
      <DataList className="mt-3" items={items} />
      {props.children}
      <SubmitButton size="lg" className="mt-4 w-full">
        {say(words.submit, { price: perHour })}
      </SubmitButton>
      <p className="mt-3 text-muted">{words.billingNote}</p>
    </section>
  );
}
