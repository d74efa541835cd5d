import { type Column, Table } from "@/components/ui/table";
import { Time } from "@/components/ui/time";
import type { InstanceEventView } from "@/lib/contracts/views";
import type { Messages } from "@/lib/i18n";

/** What happened in an instance's life, oldest first. */
export function EventTable(props: {
  events: InstanceEventView[];
  /** Words per kind of event, with the detail's names as placeholders. */
  words: Readonly<Record<string, string>>;
  columns: Messages["instancePages"]["events"];
  locale: string;
  zone: string;
}) {
  const columns: Column<InstanceEventView>[] = [
    {
      key: "what",
      head: props.columns.what,
      main: true,
      cell: (row) =>
        fill(
          props.words[`${row.kind}_${row.detail.reason}`] ?? props.words[row.kind] ?? row.kind,
          row.detail,
        ),
    },
    {
      key: "when",
      head: props.columns.when,
      align: "end",
      cell: (row) => <Time at={row.at} locale={props.locale} zone={props.zone} precision="second" />,
    },
  ];
  return (
    <Table
      caption={props.columns.title}
      columns={columns}
      rows={props.events}
      rowKey={(row) => row.id}
      empty={<p className="text-muted">{props.columns.none}</p>}
    />
  );
}

const fill = (template: string, detail: Record<string, string>) =>
  template.replace(/\{(\w+)\}/g, (whole, name: string) => detail[name] ?? whole);
