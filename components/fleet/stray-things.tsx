/** Volumes, images and snapshots at the provider that carry our mark and that nobody owns, and when each goes. */
import { Badge } from "@/components/ui/badge";
import { Banner } from "@/components/ui/banner";
import { Table } from "@/components/ui/table";
import { Time } from "@/components/ui/time";
import type { StrayThingView } from "@/lib/contracts/fleet";
import { type Messages, say } from "@/lib/i18n";

export function StrayThings(props: {
  things: readonly StrayThingView[];
  observing: boolean;
  locale: string;
  zone: string;
  words: Messages["fleet"];
}) {
  const { locale, zone, observing } = props;
  const { region: m } = props.words;
  return (
    <>
      {observing && props.things.length > 0 ? (
        <Banner className="mb-4" live={false} tone="attention" text={m.thingsObserving} />
      ) : null}
      <Table
        caption={m.things}
        testId="stray-things"
        rows={props.things}
        rowKey={(thing) => `${thing.kind} ${thing.name}`}
        empty={<p className="text-muted">{m.noThings}</p>}
        columns={[
          {
            key: "name",
            head: m.thing.name,
            main: true,
            cell: (thing) => (
              <>
                <span className="figures wrap-anywhere">{thing.name}</span>
                {thing.error ? (
                  <span className="block text-xs font-normal text-danger">
                    {say(m.thingError, { error: thing.error })}
                  </span>
                ) : null}
              </>
            ),
          },
          { key: "kind", head: m.thing.what, cell: (thing) => m.thingKinds[thing.kind] },
          {
            key: "why",
            head: m.thing.why,
            cell: ({ why }) => (
              <Badge tone={why === "ended" ? "neutral" : "attention"}>{m.thingWhys[why]}</Badge>
            ),
          },
          {
            key: "host",
            head: m.thing.host,
            cell: (thing) => <span className="figures">{thing.host || "–"}</span>,
          },
          {
            key: "since",
            head: m.thing.since,
            align: "end",
            cell: (thing) => <Time at={thing.firstSeenAt} locale={locale} zone={zone} precision="second" />,
          },
          {
            key: "removed",
            head: m.thing.removed,
            align: "end",
            cell: (thing) =>
              observing ? (
                "–"
              ) : (
                <Time at={thing.removedAfter} locale={locale} zone={zone} precision="second" />
              ),
          },
        ]}
      />
    </>
  );
}
