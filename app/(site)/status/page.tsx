import type { Metadata } from "next";
import { Badge } from "@/components/ui/badge";
import { Banner } from "@/components/ui/banner";
import { PageHeader } from "@/components/ui/page-header";
import { type Column, Table } from "@/components/ui/table";
import { Time } from "@/components/ui/time";
import type { RegionStatusView } from "@/lib/contracts/views";
import { DEFAULT_LOCALE, messages, say } from "@/lib/i18n";
import { publicContext } from "@/lib/server/context";
import { regionStatus } from "@/lib/services/catalogue/status";

const locale = DEFAULT_LOCALE;
const words = messages(locale).site.status;

export const metadata: Metadata = { title: words.title, description: words.description };
export const dynamic = "force-dynamic";

const columns: Column<RegionStatusView>[] = [
  { key: "region", head: words.region, main: true, cell: (row) => row.name },
  { key: "state", head: words.state, cell: (row) => <State row={row} /> },
  {
    key: "hosts",
    head: words.hosts,
    align: "end",
    cell: (row) => say(words.hostsOf, { online: row.hostsOnline, total: row.hostsTotal }),
  },
  {
    key: "free",
    head: words.free,
    align: "end",
    cell: (row) => say(words.cardsOf, { free: row.cardsFree, total: row.cardsTotal }),
  },
  {
    key: "seen",
    head: words.seen,
    align: "end",
    cell: (row) =>
      row.seenAt ? <Time at={row.seenAt} locale={locale} zone="UTC" precision="second" /> : words.never,
  },
];

export default async function StatusPage() {
  const rows = await regionStatus(await publicContext());
  const bad = rows.some((row) => row.status === "online" && !row.reachable);
  return (
    <>
      <PageHeader title={words.title} text={words.lead} />
      <Banner
        className="mb-6"
        live={false}
        tone={bad ? "attention" : "good"}
        text={bad ? words.someBad : words.allGood}
      />
      <Table caption={words.title} columns={columns} rows={rows} rowKey={(row) => row.id} />
    </>
  );
}

function State({ row }: { row: RegionStatusView }) {
  if (row.status === "announced")
    return <Badge tone="info">{say(words.announced, { when: row.announcedFor ?? "" })}</Badge>;
  return row.reachable ? (
    <Badge tone="good">{words.ok}</Badge>
  ) : (
    <Badge tone="attention">{words.unreachable}</Badge>
  );
}
