import { AccountFacts } from "@/components/support/account-facts";
import { messages } from "@/lib/i18n";
import { staffContext } from "@/lib/server/context";
import { read } from "@/lib/server/read";
import { readerZone } from "@/lib/server/reader";
import { balanceSheet } from "@/lib/services/billing/balance-sheet";
import { accountOverview, lookingAt } from "@/lib/services/support/account-overview";

export default async function AccountPage(props: { params: Promise<{ id: string }> }) {
  const { id } = await props.params;
  const ctx = await read(staffContext());
  const [account, sheet, zone] = await read(
    Promise.all([accountOverview(ctx, id), balanceSheet(lookingAt(ctx, id)), readerZone()]),
  );
  return (
    <AccountFacts
      account={account}
      sheet={sheet}
      locale={ctx.locale}
      zone={zone}
      words={messages(ctx.locale).support}
    />
  );
}
