/** A customer's snapshots and private images as staff see them. */
import { shownState } from "@/components/snapshots/image-state";
import { KeptState } from "@/components/snapshots/kept-state";
import { EmptyState } from "@/components/ui/empty-state";
import { Section } from "@/components/ui/page-header";
import { type Column, Table } from "@/components/ui/table";
import { Time } from "@/components/ui/time";
import type { KeptView, PrivateImageView, SnapshotView } from "@/lib/contracts/snapshots";
import { formatBytes } from "@/lib/format/number";
import type { Messages } from "@/lib/i18n";
import { Named } from "./account-volumes";

export function AccountKept(props: {
  kept: KeptView;
  /** By id, of what is not gone. */
  instanceNames: ReadonlyMap<string, string>;
  locale: string;
  zone: string;
  words: Messages["support"];
  snapshotWords: Messages["snapshotPages"];
  imageWords: Messages["imagePages"];
}) {
  const { kept, words, snapshotWords, imageWords } = props;
  const m = words.storage;
  const named = { key: "name", head: snapshotWords.name, main: true, cell: Named };
  return (
    <>
      <Section title={snapshotWords.title}>
        <Table
          caption={snapshotWords.title}
          rows={kept.snapshots}
          rowKey={(snapshot) => snapshot.id}
          empty={<EmptyState title={snapshotWords.none} />}
          testId="account-snapshots"
          columns={[
            named,
            {
              key: "instance",
              head: words.overview.instance,
              cell: ({ instanceId: id }) => <Named id={id} name={props.instanceNames.get(id) ?? id} />,
            },
            ...rest<SnapshotView>(
              props,
              { ...snapshotWords, made: snapshotWords.taken },
              ({ state }) => state,
            ),
          ]}
        />
      </Section>
      <Section title={m.images}>
        <Table
          caption={m.images}
          rows={kept.images}
          rowKey={(image) => image.id}
          empty={<EmptyState title={imageWords.emptyTitle} />}
          testId="account-images"
          columns={[
            named,
            {
              key: "from",
              head: m.from,
              cell: ({ fromInstance, baseImageName }) => (
                <>
                  {fromInstance.name}
                  <span className="block text-xs text-muted">{baseImageName}</span>
                </>
              ),
            },
            { key: "region", head: imageWords.region, cell: (image) => image.regionName },
            ...rest<PrivateImageView>(props, imageWords, shownState),
          ]}
        />
      </Section>
    </>
  );
}

/** The columns that both kinds have. */
function rest<Row extends SnapshotView | PrivateImageView>(
  { locale, zone }: { locale: string; zone: string },
  words: { state: string; states: Readonly<Record<string, string>>; size: string; made: string },
  stateOf: (row: Row) => string,
): Column<Row>[] {
  return [
    {
      key: "state",
      head: words.state,
      cell: (row) => (
        <KeptState
          state={stateOf(row)}
          word={words.states[stateOf(row)] ?? stateOf(row)}
          detail={row.stateDetail}
        />
      ),
    },
    {
      key: "size",
      head: words.size,
      align: "end",
      cell: ({ sizeBytes }) => (sizeBytes === null ? "–" : formatBytes(sizeBytes, locale)),
    },
    {
      key: "made",
      head: words.made,
      cell: ({ createdAt }) => <Time at={createdAt} locale={locale} zone={zone} />,
    },
  ];
}
