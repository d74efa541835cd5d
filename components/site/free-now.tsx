import { bestOffer } from "@/components/availability/offers";
import { EmptyState } from "@/components/ui/empty-state";
import { Section } from "@/components/ui/page-header";
import { type Column, Table } from "@/components/ui/table";
import { TextLink } from "@/components/ui/text-link";
import type { AvailabilityView, OfferView, TypeView } from "@/lib/contracts/views";
import { formatMicros, formatPerSecond } from "@/lib/format/money";
import { messages } from "@/lib/i18n";

type Row = { type: TypeView; offer: OfferView; region: string };

/** One line per GPU: its smallest size where it is cheapest now. */
export function FreeNow({ view, locale }: { view: AvailabilityView; locale: string }) {
  const words = messages(locale).site.home;
  const rows = view.types
    .filter((type) => type.gpuCount === 1)
    .flatMap((type): Row[] => {
      const offer = bestOffer(view, type.id);
      const region = view.regions.find((each) => each.id === offer?.regionId);
      return offer && region ? [{ type, offer, region: region.name }] : [];
    });
  const columns: Column<Row>[] = [
    { key: "gpu", head: words.gpu, main: true, cell: (row) => row.type.gpuName ?? row.type.name },
    { key: "region", head: words.region, cell: (row) => row.region },
    {
      key: "second",
      head: words.perSecond,
      align: "end",
      cell: ({ offer }) => formatPerSecond(BigInt(offer.microsPerHour), { currency: offer.currency, locale }),
    },
    {
      key: "hour",
      head: words.perHour,
      align: "end",
      cell: ({ offer }) => formatMicros(BigInt(offer.microsPerHour), { currency: offer.currency, locale }),
    },
    { key: "free", head: words.free, align: "end", cell: (row) => row.offer.free },
  ];
  return (
    <Section
      title={words.freeNow}
      text={words.freeNowText}
      actions={<TextLink href="/gpus">{words.all}</TextLink>}
    >
      <Table
        caption={words.freeNow}
        columns={columns}
        rows={rows}
        rowKey={(row) => row.type.id}
        empty={<EmptyState title={words.unavailable} />}
      />
    </Section>
  );
}
