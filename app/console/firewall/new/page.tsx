import type { Metadata } from "next";
import { FirewallSetEditor } from "@/components/firewall/set-editor";
import { MessagesProvider } from "@/components/i18n/provider";
import { Breadcrumbs } from "@/components/ui/breadcrumbs";
import { PageHeader } from "@/components/ui/page-header";
import { DEFAULT_LOCALE, messages, pick } from "@/lib/i18n";
import { requestContext } from "@/lib/server/context";
import { read } from "@/lib/server/read";
import { listFirewallSets } from "@/lib/services/firewall/list-sets";
import { create } from "../actions";

export const metadata: Metadata = { title: messages(DEFAULT_LOCALE).firewallPages.editor.newTitle };

export default async function NewFirewallSetPage() {
  const ctx = await requestContext();
  const { limits, address } = await read(listFirewallSets(ctx));
  const all = messages(ctx.locale);
  const words = all.firewallPages;
  return (
    <MessagesProvider areas={pick(all, "firewallPages")}>
      <PageHeader
        title={words.editor.newTitle}
        text={words.editor.newLead}
        breadcrumbs={
          <Breadcrumbs
            label={all.ui.youAreHere}
            items={[{ href: "/console/firewall", label: words.title }, { label: words.editor.newTitle }]}
          />
        }
      />
      <FirewallSetEditor set={null} limit={limits.rules} address={address} action={create} />
    </MessagesProvider>
  );
}
