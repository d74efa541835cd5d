import type { Metadata } from "next";
import { FoundAccounts } from "@/components/support/found-accounts";
import { AccountSearch } from "@/components/support/search-form";
import { Banner } from "@/components/ui/banner";
import { EmptyState } from "@/components/ui/empty-state";
import { PageHeader } from "@/components/ui/page-header";
import { searchText } from "@/lib/contracts/support";
import { DEFAULT_LOCALE, messages, say } from "@/lib/i18n";
import { staffContext } from "@/lib/server/context";
import { read } from "@/lib/server/read";
import { readerZone } from "@/lib/server/reader";
import { findAccounts } from "@/lib/services/support/find-accounts";

export const metadata: Metadata = { title: messages(DEFAULT_LOCALE).support.title };

export default async function SupportPage(props: { searchParams: Promise<{ q?: string }> }) {
  const typed = (await props.searchParams).q ?? "";
  const ctx = await read(staffContext());
  const words = messages(ctx.locale).support;
  const query = searchText.safeParse(typed);
  const [found, zone] = await Promise.all([
    query.success ? read(findAccounts(ctx, query.data)) : null,
    readerZone(),
  ]);
  return (
    <>
      <PageHeader title={words.title} text={words.text} />
      <AccountSearch query={typed} words={words} />
      {typed !== "" && !query.success ? <Banner tone="attention" text={words.tooShort} /> : null}
      {found?.length === 0 ? (
        <EmptyState title={say(words.none, { query: typed.trim() })} text={words.noneText} />
      ) : null}
      {found && found.length > 0 ? (
        <FoundAccounts accounts={found} locale={ctx.locale} zone={zone} words={words} />
      ) : null}
      {found && found.length >= 50 ? <p className="mt-3 text-muted">{words.more}</p> : null}
    </>
  );
}
