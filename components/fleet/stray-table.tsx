/** Machines at the provider that belong to no instance of ours. */
import { Badge } from "@/components/ui/badge";
import { Table } from "@/components/ui/table";
import { Time } from "@/components/ui/time";
import type { StrayView } from "@/lib/contracts/fleet";
import type { Messages } from "@/lib/i18n";

export function StrayTable(props: {
  strays: readonly StrayView[];
  locale: string;
  zone: string;
  words: Messages["fleet"];
}) {
  const { region: m } = props.words;
  return (
    <Table
      caption={m.strays}
      testId="strays"
      rows={props.strays}
      rowKey={(stray) => stray.name}
      empty={<p className="text-muted">{m.noStrays}</p>}
      columns={[
        {
          key: "name",
          head: m.stray.name,
          main: true,
          cell: (stray) => <span className="figures">{stray.name}</span>,
        },
        {
          key: "kind",
          head: m.stray.kind,
          cell: (stray) => (
            <Badge tone={stray.kind === "foreign" ? "neutral" : "attention"}>{m.kinds[stray.kind]}</Badge>
          ),
        },
        {
          key: "host",
          head: m.stray.host,
          cell: (stray) => <span className="figures">{stray.host}</span>,
        },
        {
          key: "since",
          head: m.stray.since,
          align: "end",
          cell: (stray) => (
            <Time at={stray.firstSeenAt} locale={props.locale} zone={props.zone} precision="second" />
          ),
        },
      ]}
    />
  );
}
