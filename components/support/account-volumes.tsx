/** A customer's volumes as staff see them, those that are gone included: what is on them nobody reads. */
import { EmptyState } from "@/components/ui/empty-state";
import { Money } from "@/components/ui/money";
import { Section } from "@/components/ui/page-header";
import { Table } from "@/components/ui/table";
import { Time } from "@/components/ui/time";
import { VolumeStatePill } from "@/components/volumes/state-pill";
import type { VolumeView } from "@/lib/contracts/volumes";
import { formatCount } from "@/lib/format/number";
import { type Messages, say } from "@/lib/i18n";

export function AccountVolumes(props: {
  volumes: readonly VolumeView[];
  locale: string;
  zone: string;
  words: Messages["support"];
  volumeWords: Messages["volumePages"];
}) {
  const { locale, zone, volumeWords } = props;
  const [m, { columns }] = [props.words.storage, volumeWords];
  const reasons: Readonly<Record<string, string>> = volumeWords.reasons;
  return (
    <Section title={m.volumes}>
      <Table
        caption={m.volumes}
        rows={props.volumes}
        rowKey={(volume) => volume.id}
        empty={<EmptyState title={m.noVolumes} />}
        testId="account-volumes"
        columns={[
          {
            key: "name",
            head: columns.name,
            main: true,
            cell: (volume) => <Named {...volume} />,
          },
          {
            key: "state",
            head: columns.state,
            cell: (volume) => (
              <>
                <VolumeStatePill state={volume.state} words={volumeWords.states} />
                {volume.stateReason ? (
                  <span className="mt-1 block text-muted">
                    {reasons[volume.stateReason] ?? volume.stateReason}
                  </span>
                ) : null}
              </>
            ),
          },
          {
            key: "place",
            head: columns.region,
            cell: (volume) => (
              <>
                {volume.regionName}
                <span className="figures block text-xs text-muted">{volume.host}</span>
              </>
            ),
          },
          {
            key: "size",
            head: columns.size,
            align: "end",
            cell: (volume) => say(volumeWords.size, { gib: formatCount(volume.sizeGib, locale) }),
          },
          {
            key: "attached",
            head: columns.attached,
            cell: ({ attachment }) => attachment?.instanceName ?? volumeWords.nobody,
          },
          {
            key: "snapshots",
            head: columns.snapshots,
            align: "end",
            cell: (volume) => formatCount(volume.snapshots.length, locale),
          },
          {
            key: "created",
            head: volumeWords.facts.created,
            cell: (volume) => <Time at={volume.createdAt} locale={locale} zone={zone} />,
          },
          {
            key: "cost",
            head: props.words.overview.cost,
            align: "end",
            cell: (volume) => (
              <Money
                ticks={volume.totalCost.accruedTicks}
                currency={volume.currency}
                locale={locale}
                digits={6}
              />
            ),
          },
        ]}
      />
    </Section>
  );
}

/** A name with the id that customers quote and the log knows. */
export function Named({ name, id }: { name: string; id: string }) {
  return (
    <>
      <span className="wrap-anywhere">{name}</span>
      <span className="figures block text-xs font-normal text-muted">{id}</span>
    </>
  );
}
