import { bestOffer } from "@/components/availability/offers";
import type { AvailabilityView } from "@/lib/contracts/views";
import { formatMicros, formatTicks } from "@/lib/format/money";
import { messages, say } from "@/lib/i18n";

/** 1 hour, 2 minutes and 5 seconds. */
const SECONDS = 3725n;

/** The promise as arithmetic, with a price that is in the book now: the dearest single GPU that can be had. */
export function BillExample({ view, locale }: { view: AvailabilityView; locale: string }) {
  const words = messages(locale).site.home;
  const type = view.types.find((each) => each.gpuCount === 1 && bestOffer(view, each.id));
  const offer = type ? bestOffer(view, type.id) : null;
  const region = view.regions.find((each) => each.id === offer?.regionId);
  if (!type || !offer || !region) return null;
  const price = BigInt(offer.microsPerHour);
  const money = { currency: offer.currency, locale };
  return (
    <aside className="card p-5">
      <h2 className="text-xs font-medium text-muted">{words.exampleTitle}</h2>
      <p className="mt-2">{say(words.exampleText, { type: type.name, region: region.name })}</p>
      <p className="figures mt-4 text-muted">
        {say(words.exampleFormula, {
          seconds: SECONDS.toLocaleString(locale),
          price: formatMicros(price, money),
        })}
      </p>
      <p className="figures mt-1 text-3xl leading-10 font-medium" data-ticks={(SECONDS * price).toString()}>
        = {formatTicks(SECONDS * price, { ...money, digits: 6 })}
      </p>
      <p className="mt-4 border-t border-line pt-3 text-muted">{words.exampleNote}</p>
    </aside>
  );
}
