/** What operators did, newest first, from the audit log. */
import { Table } from "@/components/ui/table";
import { Time } from "@/components/ui/time";
import type { FleetChangeView } from "@/lib/contracts/fleet";
import type { Messages } from "@/lib/i18n";

export function ChangeTable(props: {
  changes: readonly FleetChangeView[];
  locale: string;
  zone: string;
  words: Messages["fleet"];
}) {
  const m = props.words.changes;
  const named = new Map<string, string>(Object.entries(props.words.actions));
  return (
    <Table
      caption={m.title}
      testId="fleet-changes"
      rows={props.changes}
      rowKey={(change) => change.seq}
      empty={<p className="text-muted">{m.none}</p>}
      columns={[
        {
          key: "what",
          head: m.what,
          main: true,
          cell: (change) => named.get(change.action) ?? change.action,
        },
        { key: "on", head: m.on, cell: (change) => <span className="figures">{change.targetId}</span> },
        { key: "who", head: m.who, cell: (change) => change.actorName || m.system },
        {
          key: "when",
          head: m.when,
          align: "end",
          cell: (change) => (
            <Time at={change.at} locale={props.locale} zone={props.zone} precision="second" />
          ),
        },
      ]}
    />
  );
}
