/** What a search found: one line per account, with why. */
import { Table } from "@/components/ui/table";
import { TextLink } from "@/components/ui/text-link";
import { Time } from "@/components/ui/time";
import type { FoundAccountView } from "@/lib/contracts/support";
import type { Messages } from "@/lib/i18n";

export function FoundAccounts(props: {
  accounts: readonly FoundAccountView[];
  locale: string;
  zone: string;
  words: Messages["support"];
}) {
  const { words: m, locale, zone } = props;
  return (
    <Table
      caption={m.results}
      testId="accounts"
      rows={props.accounts}
      rowKey={(account) => account.accountId}
      columns={[
        {
          key: "account",
          head: m.account,
          main: true,
          cell: (account) => (
            <>
              <TextLink href={`/support/accounts/${account.accountId}`}>{account.accountName}</TextLink>
              <span className="figures block text-xs font-normal text-muted">{account.accountId}</span>
            </>
          ),
        },
        {
          key: "owner",
          head: m.owner,
          cell: (account) => (
            <>
              {account.ownerName}
              <span className="block text-muted wrap-anywhere">{account.ownerEmail}</span>
            </>
          ),
        },
        { key: "matched", head: m.matched, cell: (account) => m.matches[account.matchedBy] },
        {
          key: "created",
          head: m.created,
          cell: (account) => <Time at={account.createdAt} locale={locale} zone={zone} precision="day" />,
        },
      ]}
    />
  );
}
