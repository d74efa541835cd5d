"use client";
import Link from "next/link";
import { useMessages, useReader } from "@/components/i18n/provider";
import type { AvailabilityView, OfferView, RegionView, TypeView } from "@/lib/contracts/views";
import { formatInstant } from "@/lib/format/datetime";
import { formatMicros, formatPerSecond } from "@/lib/format/money";
import { say, sayCount } from "@/lib/i18n/say";
import { type CardCount, offerOf, typesOfSize } from "./offers";
import { useAvailability } from "./use-availability";
import { WeekStrip } from "./week-strip";

/** Type × region: how many are free, what a second costs, and how the week was. Becomes a list on phones. */
export function AvailabilityMatrix(props: { initial: AvailabilityView; cards: CardCount }) {
  const words = useMessages("site").gpus;
  const { locale, zone } = useReader();
  const { view, live } = useAvailability(props.initial);
  const types = typesOfSize(view, props.cards);
  const time = formatInstant(view.asOf, { locale, zone, precision: "second" });
  return (
    <>
      <div className="card overflow-x-auto max-md:border-x-0 max-md:border-t-0 max-md:rounded-none max-md:bg-transparent">
        <table className="w-full border-collapse text-left max-md:block">
          <caption className="sr-only">{words.matrixCaption}</caption>
          <thead className="max-md:sr-only">
            <tr className="border-b border-line bg-inset text-muted">
              <th scope="col" className="px-4 py-2.5 text-xs font-medium">
                {words.type}
              </th>
              {view.regions.map((region) => (
                <RegionHead key={region.id} region={region} />
              ))}
            </tr>
          </thead>
          <tbody className="max-md:block">
            {types.map((type) => (
              <tr key={type.id} className="border-line not-first:border-t max-md:block max-md:py-4">
                <th scope="row" className="px-4 py-3 align-top font-medium max-md:block max-md:px-0">
                  <TypeName type={type} />
                </th>
                {view.regions.map((region) => (
                  <td key={region.id} className="px-4 py-3 align-top max-md:block max-md:px-0 max-md:py-2">
                    <Cell type={type} region={region} offer={offerOf(view, type.id, region.id)} />
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <p className="mt-3 flex items-center gap-2 text-muted">
        <span
          aria-hidden
          className={live ? "size-2 rounded-full bg-good" : "size-2 rounded-full border border-attention"}
        />
        {live ? words.live : say(words.reconnecting, { time })}
        {live ? <span className="text-faint">{say(words.asOf, { time })}</span> : null}
      </p>
    </>
  );
}

function RegionHead({ region }: { region: RegionView }) {
  const words = useMessages("site").gpus;
  return (
    <th scope="col" className="px-4 py-2.5 align-bottom font-medium whitespace-nowrap">
      <span className="block text-sm text-ink">{region.name}</span>
      <span className="figures block text-xs text-faint">{region.id}</span>
      {region.status === "announced" ? null : region.reachable ? null : (
        <span className="block text-xs text-attention">{words.unreachable}</span>
      )}
    </th>
  );
}

function TypeName({ type }: { type: TypeView }) {
  const words = useMessages("site").gpus;
  return (
    <>
      <span className="block text-base">{type.name}</span>
      <span className="figures block text-xs text-faint">{type.id}</span>
      <span className="mt-1 block font-normal text-muted">
        {say(words.included, { vcpus: type.vcpus, memory: type.memoryGib, disk: type.diskGib })}
      </span>
    </>
  );
}

function Cell(props: { type: TypeView; region: RegionView; offer: OfferView | null }) {
  const words = useMessages("site").gpus;
  const { region, offer, type } = props;
  const label = <span className="font-medium md:hidden">{region.name} </span>;
  if (region.status === "announced")
    return (
      <>
        {label}
        <span className="text-muted">{say(words.announced, { when: region.announcedFor ?? "" })}</span>
      </>
    );
  if (!offer)
    return (
      <>
        {label}
        <span className="text-faint">{words.notOffered}</span>
      </>
    );
  return (
    <div className="flex items-start justify-between gap-4">
      <div className="min-w-0">
        {label}
        <Free offer={offer} reachable={region.reachable} />
        <Prices offer={offer} />
        {offer.free > 0 && region.reachable ? (
          <Link
            href={`/console/launch?type=${type.id}&region=${region.id}`}
            prefetch={false}
            aria-label={say(words.launchWhat, { type: type.name, region: region.name })}
            className="mt-1 inline-flex min-h-6 items-center font-medium text-accent underline-offset-4 hover:underline"
          >
            {words.launch}
          </Link>
        ) : null}
      </div>
      <WeekStrip offer={offer} typeName={type.name} regionName={region.name} words={words} />
    </div>
  );
}

function Free({ offer, reachable }: { offer: OfferView; reachable: boolean }) {
  const words = useMessages("site").gpus;
  const { locale } = useReader();
  if (!reachable) return <span className="block text-attention">{words.unreachable}</span>;
  return (
    <span
      data-testid="free"
      data-free={offer.free}
      data-type={offer.typeId}
      data-region={offer.regionId}
      className={offer.free > 0 ? "block text-base font-semibold text-good" : "block text-base text-muted"}
    >
      {offer.free > 0 ? sayCount(locale, words.freeCount, offer.free) : words.none}
    </span>
  );
}

function Prices({ offer }: { offer: OfferView }) {
  const words = useMessages("site").gpus;
  const { locale } = useReader();
  const money = { currency: offer.currency, locale };
  const micros = BigInt(offer.microsPerHour);
  return (
    <span className="figures block whitespace-nowrap" data-ticks-per-second={offer.microsPerHour}>
      {say(words.perSecond, { price: formatPerSecond(micros, money) })}
      <span className="block text-muted">{say(words.perHour, { price: formatMicros(micros, money) })}</span>
      <span className="block text-xs text-faint">
        {say(words.stoppedPerHour, { price: formatMicros(BigInt(offer.diskMicrosPerHour), money) })}
      </span>
    </span>
  );
}
