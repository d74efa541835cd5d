import { Statement } from "@/components/billing/statement";
import { MessagesProvider } from "@/components/i18n/provider";
import { Pagination } from "@/components/ui/pagination";
import { messages, pick } from "@/lib/i18n";
import { staffContext } from "@/lib/server/context";
import { read } from "@/lib/server/read";
import { balanceSheet } from "@/lib/services/billing/balance-sheet";
import { listLedger } from "@/lib/services/billing/list-ledger";
import { lookingAt } from "@/lib/services/support/account-overview";

type Props = { params: Promise<{ id: string }>; searchParams: Promise<{ before?: string }> };

export default async function AccountLedgerPage(props: Props) {
  const [{ id }, { before }] = await Promise.all([props.params, props.searchParams]);
  const ctx = await read(staffContext());
  const looking = lookingAt(ctx, id);
  const [ledger, { currency }] = await read(
    Promise.all([listLedger(looking, before), balanceSheet(looking)]),
  );
  const all = messages(ctx.locale);
  const words = all.billing;
  const here = `/support/accounts/${id}/ledger`;
  return (
    <MessagesProvider areas={pick(all, "billing")}>
      <Statement lines={ledger.lines} currency={currency} />
      <Pagination
        label={words.statement.pages}
        newer={{ href: before ? here : null, label: words.statement.newer }}
        older={{
          href: ledger.cursor ? `${here}?before=${ledger.cursor}` : null,
          label: words.statement.older,
        }}
      />
    </MessagesProvider>
  );
}
