import type { Metadata } from "next";
import Link from "next/link";
import { startingInput } from "@/components/availability/estimate-input";
import { Estimator } from "@/components/availability/estimator";
import { AvailabilityMatrix } from "@/components/availability/matrix";
import { CARD_COUNTS, type CardCount, cardCountOf } from "@/components/availability/offers";
import { MessagesProvider } from "@/components/i18n/provider";
import { EmptyState } from "@/components/ui/empty-state";
import { Money, Price } from "@/components/ui/money";
import { PageHeader, Section } from "@/components/ui/page-header";
import { Table } from "@/components/ui/table";
import type { AvailabilityView } from "@/lib/contracts/views";
import { DEFAULT_LOCALE, messages, pick, sayCount } from "@/lib/i18n";
import { publicContext } from "@/lib/server/context";
import { sharedAvailability } from "@/lib/server/shared-availability";

const locale = DEFAULT_LOCALE;
const words = messages(locale).site;

export const metadata: Metadata = { title: words.gpus.title, description: words.gpus.description };
export const dynamic = "force-dynamic";

export default async function GpusPage(props: { searchParams: Promise<Record<string, string | string[]>> }) {
  const params = await props.searchParams;
  const one = (name: string) => (typeof params[name] === "string" ? params[name] : undefined);
  const view = await sharedAvailability(await publicContext());
  const cards = cardCountOf(one("cards"));
  return (
    <MessagesProvider areas={pick(messages(locale), "site")} locale={locale} zone="UTC">
      <PageHeader title={words.gpus.title} text={words.gpus.lead} />
      <SizeTabs cards={cards} />
      {view.offers.length === 0 ? (
        <EmptyState title={words.gpus.empty} />
      ) : (
        <AvailabilityMatrix initial={view} cards={cards} />
      )}
      <details className="mt-2 mb-10 max-w-text text-muted">
        <summary className="min-h-6 font-medium">{words.gpus.key}</summary>
        <p className="mt-1">{words.gpus.keyText}</p>
      </details>
      <VolumePrices view={view} />
      <Section id="estimate" title={words.estimate.title} text={words.estimate.text}>
        <Estimator
          view={view}
          initial={startingInput(view, {
            ...defined("type", one("type")),
            ...defined("region", one("region")),
            ...defined("count", one("count")),
            ...defined("hours", one("hours")),
          })}
        />
      </Section>
    </MessagesProvider>
  );
}

function VolumePrices({ view }: { view: AvailabilityView }) {
  const sold = view.regions.filter((region) => region.volumeMicrosPerHour !== null);
  const [offer] = view.offers;
  if (sold.length === 0 || !offer) return null;
  const money = { currency: offer.currency, locale };
  return (
    <Section id="volumes" title={words.volumes.title} text={words.volumes.text}>
      <Table
        caption={words.volumes.title}
        rows={sold}
        rowKey={(region) => region.id}
        columns={[
          { key: "region", head: words.volumes.region, main: true, cell: (region) => region.name },
          {
            key: "hour",
            head: words.volumes.hour,
            align: "end",
            cell: (region) => (
              <Price {...money} microsPerHour={region.volumeMicrosPerHour ?? "0"} show="hour" />
            ),
          },
          {
            key: "month",
            head: words.volumes.month,
            align: "end",
            cell: (region) => (
              <Money {...money} ticks={BigInt(region.volumeMicrosPerHour ?? "0") * MONTH_OF_100_GIB} />
            ),
          },
        ]}
      />
    </Section>
  );
}

/** Seconds of 730 hours, for 100 GiB. */
const MONTH_OF_100_GIB = 100n * 730n * 3600n;

const defined = (key: string, value: string | undefined) => (value === undefined ? {} : { [key]: value });

function SizeTabs({ cards }: { cards: CardCount }) {
  return (
    <nav aria-label={words.gpus.cards} className="mb-4 flex flex-wrap gap-1">
      {CARD_COUNTS.map((count) => (
        <Link
          key={count}
          href={`/gpus?cards=${count}`}
          prefetch={false}
          scroll={false}
          aria-current={count === cards ? "page" : undefined}
          className="inline-flex min-h-9 items-center rounded-md border border-line px-3 font-medium text-muted hover:bg-hover aria-[current]:border-accent aria-[current]:bg-accent-soft aria-[current]:text-ink max-md:min-h-11"
        >
          {count === 0 ? words.gpus.cpuOnly : sayCount(locale, words.gpus.cardsOption, count)}
        </Link>
      ))}
    </nav>
  );
}
