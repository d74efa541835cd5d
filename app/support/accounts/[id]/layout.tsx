import type { ReactNode } from "react";
import { MessagesProvider } from "@/components/i18n/provider";
import { ActAsCustomer } from "@/components/support/acting-form";
import { Breadcrumbs } from "@/components/ui/breadcrumbs";
import { LinkTabs } from "@/components/ui/link-tabs";
import { PageHeader } from "@/components/ui/page-header";
import { messages, pick } from "@/lib/i18n";
import { staffContext } from "@/lib/server/context";
import { read } from "@/lib/server/read";
import { accountOverview } from "@/lib/services/support/account-overview";
import { actAsCustomer } from "../../actions";

const TABS = ["overview", "instances", "storage", "payments", "ledger", "activity"] as const;

export default async function AccountLayout(props: { params: Promise<{ id: string }>; children: ReactNode }) {
  const { id } = await props.params;
  const ctx = await read(staffContext());
  const account = await read(accountOverview(ctx, id));
  const all = messages(ctx.locale);
  const words = all.support;
  const at = (tab: (typeof TABS)[number]) =>
    `/support/accounts/${account.id}${tab === "overview" ? "" : `/${tab}`}`;
  return (
    <MessagesProvider areas={pick(all, "support")}>
      <PageHeader
        title={account.name}
        breadcrumbs={
          <Breadcrumbs
            label={all.ui.youAreHere}
            items={[{ label: words.search, href: "/support" }, { label: account.name }]}
          />
        }
        actions={
          <ActAsCustomer
            action={actAsCustomer}
            accountId={account.id}
            customer={account.name}
            minutes={Math.floor(ctx.policies.actingSeconds / 60)}
          />
        }
      />
      <LinkTabs
        label={words.overview.tabs}
        tabs={TABS.map((tab) => ({ href: at(tab), label: words.overview[tab] }))}
      />
      <div className="mt-6">{props.children}</div>
    </MessagesProvider>
  );
}
