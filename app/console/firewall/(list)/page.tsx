import type { Metadata } from "next";
import { FirewallSetList } from "@/components/firewall/set-list";
import { MessagesProvider } from "@/components/i18n/provider";
import { ButtonLink } from "@/components/ui/button";
import { EmptyState } from "@/components/ui/empty-state";
import { PageHeader } from "@/components/ui/page-header";
import { DEFAULT_LOCALE, messages, pick } from "@/lib/i18n";
import { requestContext } from "@/lib/server/context";
import { read } from "@/lib/server/read";
import { listFirewallSets } from "@/lib/services/firewall/list-sets";
import { remove } from "../actions";

export const metadata: Metadata = { title: messages(DEFAULT_LOCALE).firewallPages.title };

export default async function FirewallPage() {
  const ctx = await requestContext();
  const { sets } = await read(listFirewallSets(ctx));
  const all = messages(ctx.locale);
  const words = all.firewallPages;
  const create = (
    <ButtonLink href="/console/firewall/new" variant="primary">
      {words.create}
    </ButtonLink>
  );
  return (
    <MessagesProvider areas={pick(all, "firewallPages")}>
      <PageHeader title={words.title} text={words.lead} actions={create} />
      <FirewallSetList
        sets={sets}
        remove={remove}
        empty={<EmptyState title={words.emptyTitle} text={words.emptyText} action={create} />}
      />
    </MessagesProvider>
  );
}
