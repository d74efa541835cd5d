/** The head of an account as staff see it: who, how much, how many. */
import { Badge } from "@/components/ui/badge";
import { DataList } from "@/components/ui/data-list";
import { Money } from "@/components/ui/money";
import { Section } from "@/components/ui/page-header";
import { Table } from "@/components/ui/table";
import { Time } from "@/components/ui/time";
import type { BalanceSheetView } from "@/lib/contracts/billing";
import type { AccountOverviewView } from "@/lib/contracts/support";
import { formatCount } from "@/lib/format/number";
import { type Messages, say } from "@/lib/i18n";

export function AccountFacts(props: {
  account: AccountOverviewView;
  sheet: BalanceSheetView;
  locale: string;
  zone: string;
  words: Messages["support"];
}) {
  const { account, sheet, locale, zone, words } = props;
  const m = words.overview;
  const counts = account.instanceCounts;
  const count = (value: number) => formatCount(value, locale);
  return (
    <>
      <div className="card mb-8 px-6 py-4">
        <DataList
          items={[
            { label: m.accountId, value: account.id, mono: true },
            {
              label: m.balance,
              value: (
                <Money ticks={sheet.balanceTicks} currency={sheet.currency} locale={locale} digits={6} />
              ),
            },
            { label: m.live, value: say(m.liveOf, { live: count(counts.live), all: count(counts.all) }) },
            { label: m.quota, value: count(account.gpuQuota) },
            {
              label: m.since,
              value: <Time at={account.createdAt} locale={locale} zone={zone} precision="day" />,
            },
          ]}
        />
      </div>
      <Section title={m.members}>
        <Table
          caption={m.members}
          rows={account.members}
          rowKey={(member) => member.userId}
          columns={[
            { key: "name", head: m.member, main: true, cell: (member) => member.name },
            {
              key: "email",
              head: m.email,
              cell: (member) => (
                <span className="wrap-anywhere">
                  {member.email}{" "}
                  <Badge tone={member.emailConfirmed ? "good" : "attention"}>
                    {member.emailConfirmed ? m.confirmed : m.unconfirmed}
                  </Badge>
                </span>
              ),
            },
            { key: "role", head: m.role, cell: (member) => words.roles[member.role] },
          ]}
        />
      </Section>
      <QuotaRequests {...props} />
    </>
  );
}

function QuotaRequests(props: {
  account: AccountOverviewView;
  locale: string;
  zone: string;
  words: Messages["support"];
}) {
  const m = props.words.overview;
  const requests = props.account.quotaRequests;
  if (requests.length === 0) return null;
  return (
    <Section title={m.requests}>
      <ul className="card divide-y divide-line">
        {requests.map((request) => (
          <li key={request.id} className="px-6 py-3">
            <p className="flex flex-wrap justify-between gap-x-4 font-medium">
              {say(m.wanted, { gpus: formatCount(request.wantedGpus, props.locale) })}
              <span className="font-normal text-muted">
                {request.userName}, <Time at={request.at} locale={props.locale} zone={props.zone} />
              </span>
            </p>
            <p className="mt-1 whitespace-pre-wrap wrap-anywhere">{request.reason}</p>
          </li>
        ))}
      </ul>
    </Section>
  );
}
