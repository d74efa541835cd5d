"use client";
import { useMessages, useReader } from "@/components/i18n/provider";
import { secondsLeft } from "@/components/launch/options";
import { Banner } from "@/components/ui/banner";
import { DataList } from "@/components/ui/data-list";
import { SubmitButton } from "@/components/ui/form";
import { TextLink } from "@/components/ui/text-link";
import { useSecond } from "@/components/ui/use-second";
import type { MeterView } from "@/lib/contracts/views";
import type { VolumeRegionView } from "@/lib/contracts/volumes";
import { SNAPSHOTS_INCLUDED } from "@/lib/domain/volume-states";
import { formatDuration } from "@/lib/format/duration";
import { say } from "@/lib/i18n/say";
import { spans } from "./price";

export type VolumeLimits = { emailConfirmed: boolean; readOnly: boolean; minimumRunwaySeconds: string };

/** What the volume costs per second, hour, day and month, how long the balance lasts with it, and the verb. */
export function CreateSummary(props: {
  region: VolumeRegionView | undefined;
  roomGib: number;
  sizeGib: number | null;
  meter: MeterView;
  limits: VolumeLimits;
}) {
  const words = useMessages("volumePages").new;
  const { locale } = useReader();
  const { region, sizeGib, meter, limits } = props;
  const now = BigInt(useSecond(meter.serverNowMs));
  const rate = region && sizeGib ? BigInt(sizeGib) * BigInt(region.gibMicrosPerHour) : 0n;
  const price = region && rate > 0n ? spans(rate, { currency: region.currency, locale }) : null;
  const lasts = price ? secondsLeft(meter, now, { microsPerHour: rate.toString() }) : null;
  const least = BigInt(limits.minimumRunwaySeconds);
  return (
    <section aria-label={words.summary} className="card p-5 lg:sticky lg:top-20">
      <h2 className="text-base font-semibold">{words.summary}</h2>
      {price && lasts !== null ? (
        <DataList
          className="mt-3"
          items={[
            { label: words.perSecond, mono: true, value: price.second },
            { label: words.perHour, mono: true, value: price.hour },
            { label: words.perDay, mono: true, value: price.day },
            { label: words.perMonth, mono: true, value: price.month },
            {
              label: words.lasts,
              value: (
                <span data-testid="volume-runway">
                  {formatDuration(lasts, { locale, units: 2 })}
                  <span className="block text-muted">{words.lastsWithAll}</span>
                </span>
              ),
            },
          ]}
        />
      ) : null}
      <div className="mt-3 flex flex-col gap-2 empty:hidden">
        {limits.readOnly ? <Problem text={words.readOnly} /> : null}
        {limits.emailConfirmed ? null : <Problem text={words.email} />}
        {sizeGib !== null && sizeGib > props.roomGib ? (
          <Problem text={say(words.noRoom, { gib: props.roomGib })} />
        ) : null}
        {lasts !== null && lasts < least ? (
          <Problem
            text={say(words.credit, { minutes: (least / 60n).toString() })}
            action={<TextLink href="/console/billing">{words.addCredit}</TextLink>}
          />
        ) : null}
      </div>
      <SubmitButton size="lg" className="mt-4 w-full">
        {price ? say(words.submit, { price: price.month }) : words.submitPlain}
      </SubmitButton>
      <p className="mt-3 text-muted">{say(words.billingNote, { count: SNAPSHOTS_INCLUDED })}</p>
    </section>
  );
}

function Problem(props: { text: string; action?: React.ReactNode }) {
  return <Banner tone="attention" text={props.text} action={props.action} live={false} />;
}
