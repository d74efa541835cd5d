"use client";
import { useMessages, useReader } from "@/components/i18n/provider";
import { Banner } from "@/components/ui/banner";
import { TextLink } from "@/components/ui/text-link";
import type { AvailabilityView, MeterView, OfferView, TypeView } from "@/lib/contracts/views";
import { formatTicks } from "@/lib/format/money";
import { say, sayCount } from "@/lib/i18n/say";
import { secondsLeft } from "./options";

export type Limits = {
  gpuQuota: number;
  gpusInUse: number;
  emailConfirmed: boolean;
  readOnly: boolean;
  minimumRunwaySeconds: string;
};

export type Chosen = { type: TypeView; offer: OfferView; regionName: string };

/** What would be refused, said before the click, with what to do about it. */
export function LaunchProblems(props: {
  chosen: Chosen;
  view: AvailabilityView;
  meter: MeterView;
  nowSecond: bigint;
  limits: Limits;
}) {
  const words = useMessages("launch").problems;
  const { locale } = useReader();
  const { chosen, limits, meter } = props;
  const total = limits.gpusInUse + chosen.type.gpuCount;
  const least = BigInt(limits.minimumRunwaySeconds);
  const short = secondsLeft(meter, props.nowSecond, chosen.offer) < least;
  const money = { currency: meter.currency, locale };
  const owed = -balanceNow(meter, props.nowSecond);
  return (
    <div className="flex flex-col gap-2 empty:hidden">
      {limits.readOnly ? <Problem text={words.readOnly} /> : null}
      {limits.emailConfirmed ? null : <Problem text={words.email} />}
      {chosen.offer.free === 0 ? <OutOfStock {...props} /> : null}
      {total > limits.gpuQuota ? (
        <Problem
          text={say(words.quota, { quota: limits.gpuQuota, used: limits.gpusInUse, total })}
          action={<TextLink href="/console/help/quota">{words.requestQuota}</TextLink>}
        />
      ) : null}
      {owed > 0n ? (
        <Problem
          text={say(words.negative, { owed: formatTicks(owed + CENT - 1n, money) })}
          action={<TextLink href="/console/billing">{words.addCredit}</TextLink>}
        />
      ) : short ? (
        <Problem
          text={say(words.credit, {
            minutes: (least / 60n).toString(),
            needed: formatTicks(least * totalRate(meter, chosen.offer) + CENT - 1n, money),
            balance: formatTicks(balanceNow(meter, props.nowSecond), money),
          })}
          action={<TextLink href="/console/billing">{words.addCredit}</TextLink>}
        />
      ) : null}
    </div>
  );
}

/** What is needed is shown rounded up to the cent, so that this much is enough. */
const CENT = 36_000_000n;

const totalRate = (meter: MeterView, offer: OfferView) =>
  BigInt(meter.burnTicksPerSecond) + BigInt(meter.pendingTicksPerSecond) + BigInt(offer.microsPerHour);

const balanceNow = (meter: MeterView, now: bigint) =>
  BigInt(meter.balanceTicks) - BigInt(meter.burnTicksPerSecond) * (now - BigInt(meter.anchorSecond));

function OutOfStock({ chosen, view }: { chosen: Chosen; view: AvailabilityView }) {
  const launch = useMessages("launch");
  const { locale } = useReader();
  const elsewhere = view.offers.find((offer) => offer.typeId === chosen.type.id && offer.free > 0);
  const region = view.regions.find((each) => each.id === elsewhere?.regionId);
  const text = say(launch.problems.outOfStock, { type: chosen.type.name, region: chosen.regionName });
  const hint =
    elsewhere && region
      ? say(launch.problems.elsewhere, {
          region: region.name,
          count: sayCount(locale, launch.free, elsewhere.free),
        })
      : "";
  return <Problem text={`${text} ${hint}`.trim()} />;
}

function Problem(props: { text: string; action?: React.ReactNode }) {
  return <Banner tone="attention" text={props.text} action={props.action} live={false} />;
}
