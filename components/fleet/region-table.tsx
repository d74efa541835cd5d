/** Every region in a row: is it sold, does its cluster answer, what is left, and what needs a look. */
import { EmptyState } from "@/components/ui/empty-state";
import { Table } from "@/components/ui/table";
import { TextLink } from "@/components/ui/text-link";
import { Time } from "@/components/ui/time";
import type { CardCounts, FleetRegionView } from "@/lib/contracts/fleet";
import { type Messages, say, sayCount } from "@/lib/i18n";
import { HealthPill, StatusPill } from "./pills";

type Words = Messages["fleet"];

export function RegionTable(props: {
  regions: readonly FleetRegionView[];
  locale: string;
  zone: string;
  words: Words;
}) {
  const { words: m, locale, zone } = props;
  return (
    <Table
      caption={m.title}
      testId="regions"
      rows={props.regions}
      rowKey={(region) => region.id}
      empty={<EmptyState title={m.none} text={m.noneText} />}
      columns={[
        {
          key: "region",
          head: m.columns.region,
          main: true,
          cell: (region) => (
            <>
              <TextLink href={`/admin/fleet/${region.id}`}>{region.name}</TextLink>
              <span className="figures block text-xs font-normal text-muted">{region.id}</span>
            </>
          ),
        },
        {
          key: "state",
          head: m.columns.state,
          cell: (region) => (
            <>
              <StatusPill status={region.status} words={m} />
              <span className="mt-0.5 block text-xs text-muted">
                {[
                  say(m.phase, { phase: region.phase }),
                  ...(region.announcedFor ? [say(m.announcedFor, { when: region.announcedFor })] : []),
                ].join(", ")}
              </span>
            </>
          ),
        },
        {
          key: "health",
          head: m.columns.health,
          cell: (region) => <Health region={region} locale={locale} zone={zone} words={m} />,
        },
        {
          key: "hosts",
          head: m.columns.hosts,
          align: "end",
          cell: (region) => (region.hosts.total === 0 ? "–" : say(m.hostsOf, region.hosts)),
        },
        {
          key: "cards",
          head: m.columns.cards,
          align: "end",
          cell: (region) => <Cards counts={region.cards} locale={locale} words={m} />,
        },
        {
          key: "instances",
          head: m.columns.instances,
          align: "end",
          cell: (region) => region.instances,
        },
        {
          key: "strays",
          head: m.columns.strays,
          align: "end",
          cell: ({ strays }) => (
            <>
              {strays.foreign > 0 ? (
                <span className="block">{say(m.strays.foreign, { count: strays.foreign })}</span>
              ) : null}
              {strays.quarantined > 0 ? (
                <span className="block text-attention">
                  {say(m.strays.quarantined, { count: strays.quarantined })}
                </span>
              ) : null}
              {strays.storage > 0 ? (
                <span className="block text-attention">
                  {say(m.strays.storage, { count: strays.storage })}
                </span>
              ) : null}
              {strays.foreign + strays.quarantined + strays.storage === 0 ? m.strays.none : null}
            </>
          ),
        },
      ]}
    />
  );
}

export function Health(props: { region: FleetRegionView; locale: string; zone: string; words: Words }) {
  const { words: m, region } = props;
  const { health } = region;
  return (
    <>
      <HealthPill health={health} words={m} />
      {health.error ? (
        <span className="mt-0.5 block text-danger">{errorText(health.error.code, m)}</span>
      ) : null}
      {health.state === "none" ? null : (
        <span className="mt-0.5 block text-xs text-muted">
          {health.seenAt ? (
            <Time at={health.seenAt} locale={props.locale} zone={props.zone} precision="second" />
          ) : (
            m.health.nothing
          )}
        </span>
      )}
    </>
  );
}

/** The sentence for a code of the provider's errors. */
export const errorText = (code: string, words: Words): string =>
  new Map<string, string>(Object.entries(words.errors)).get(code) ?? words.errors.failed;

/** How many are free, and beneath it what is not as it should be. */
export function Cards(props: { counts: CardCounts; locale: string; words: Words }) {
  const { counts, locale } = props;
  const m = props.words.cards;
  const total = counts.free + counts.held + counts.foreign + counts.missing + counts.wrong;
  if (total === 0) return m.none;
  return (
    <>
      <span className="block">{say(m.of, { free: counts.free, total })}</span>
      {counts.foreign > 0 ? (
        <span className="block text-muted">{sayCount(locale, m.foreign, counts.foreign)}</span>
      ) : null}
      {counts.missing > 0 ? (
        <span className="block text-danger">{sayCount(locale, m.missing, counts.missing)}</span>
      ) : null}
      {counts.wrong > 0 ? (
        <span className="block text-danger">{sayCount(locale, m.wrong, counts.wrong)}</span>
      ) : null}
    </>
  );
}
