"use client";
/** What volumes add to the burn, with the way to them. Absent while there are none. */
import { useMessages, useReader } from "@/components/i18n/provider";
import { TextLink } from "@/components/ui/text-link";
import { useVolumes } from "@/components/volumes/use-volumes";
import type { VolumeView } from "@/lib/contracts/volumes";
import { formatMicros } from "@/lib/format/money";
import { sayCount } from "@/lib/i18n/say";

export function VolumesNow(props: { rendered: VolumeView[] }) {
  const words = useMessages("volumePages").overview;
  const { locale } = useReader();
  const kept = useVolumes(props.rendered).filter(
    (each) => !["creating", "deleting", "deleted", "failed"].includes(each.state),
  );
  const [first] = kept;
  if (!first) return null;
  const rate = kept.reduce((sum, each) => sum + BigInt(each.totalCost.ticksPerSecond), 0n);
  const text =
    rate > 0n
      ? sayCount(locale, words.kept, kept.length, {
          gib: kept.reduce((sum, each) => sum + each.sizeGib, 0),
          price: formatMicros(rate, { currency: first.currency, locale }),
        })
      : sayCount(locale, words.keptFree, kept.length);
  return (
    <p
      className="mt-1 flex flex-wrap items-baseline gap-x-4 gap-y-1 text-muted first-of-type:mt-3"
      data-testid="volumes-now"
      data-ticks-per-second={rate.toString()}
    >
      <span>{text}</span>
      <TextLink href="/console/volumes">{words.link}</TextLink>
    </p>
  );
}
