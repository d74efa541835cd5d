import type { Metadata } from "next";
import { Rich } from "@/components/i18n/rich";
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

const NOTHING = "–";
const isToCome = ({ status }: RegionStatusView) => status === "announced";

const columns: Column<RegionStatusView>[] = [
  { key: "region", head: words.region, main: true, cell: (row) => row.name },
  { key: "state", head: words.state, cell: (row) => <State row={row} /> },
  {
    key: "hosts",
    head: words.hosts,
    align: "end",
    cell: (row) =>
      isToCome(row) ? NOTHING : say(words.hostsOf, { online: row.hostsOnline, total: row.hostsTotal }),
  },
  {
    key: "free",
    head: words.free,
    align: "end",
    cell: (row) =>
      isToCome(row) ? NOTHING : say(words.cardsOf, { free: row.cardsFree, total: row.cardsTotal }),
  },
  {
    key: "seen",
    head: words.seen,
    align: "end",
    cell: (row) =>
      row.seenAt ? (
        <Time at={row.seenAt} locale={locale} zone="UTC" precision="second" />
      ) : isToCome(row) ? (
        NOTHING
      ) : (
        words.never
      ),
  },
];

export default async function StatusPage() {
  const rows = await regionStatus(await publicContext());
  const down = rows.filter((row) => !isToCome(row) && !row.reachable);
  const partly = rows.filter((row) => row.reachable && row.hostsOnline < row.hostsTotal);
  return (
    <>
      <PageHeader title={words.title} text={words.lead} />
      <Banner
        className="mb-6"
        live={false}
        tone={down.length > 0 ? "attention" : "good"}
        text={down.length > 0 ? words.someBad : words.allGood}
      />
      {down.map((row) => (
        <Banner
          key={row.id}
          className="mb-6"
          live={false}
          tone="danger"
          testId="region-down"
          title={
            row.seenAt ? (
              <Rich
                text={words.down}
                values={{
                  region: row.name,
                  at: <Time at={row.seenAt} locale={locale} zone="UTC" precision="second" />,
                }}
              />
            ) : (
              say(words.downNever, { region: row.name })
            )
          }
        >
          <p>{words.downWorks}</p>
          <p className="mt-1">{words.downBill}</p>
        </Banner>
      ))}
      {partly.map((row) => (
        <Banner
          key={row.id}
          className="mb-6"
          live={false}
          tone="attention"
          title={say(words.hostsDown, {
            region: row.name,
            away: row.hostsTotal - row.hostsOnline,
            total: row.hostsTotal,
          })}
          text={words.hostsDownText}
        />
      ))}
      <Table caption={words.title} columns={columns} rows={rows} rowKey={(row) => row.id} />
    </>
  );
}

function State({ row }: { row: RegionStatusView }) {
  if (isToCome(row))
    return <Badge tone="info">{say(words.announced, { when: row.announcedFor ?? "" })}</Badge>;
  if (!row.reachable) return <Badge tone="danger">{words.unreachable}</Badge>;
  return row.status === "closed" ? <Badge>{words.closed}</Badge> : <Badge tone="good">{words.ok}</Badge>;
}
