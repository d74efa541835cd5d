import type { Metadata } from "next";
import { cache } from "react";
import { FirewallSetEditor } from "@/components/firewall/set-editor";
import { MessagesProvider } from "@/components/i18n/provider";
import { Breadcrumbs } from "@/components/ui/breadcrumbs";
import { PageHeader } from "@/components/ui/page-header";
import { messages, pick } from "@/lib/i18n";
import { requestContext } from "@/lib/server/context";
import { read } from "@/lib/server/read";
import { getFirewallSet } from "@/lib/services/firewall/list-sets";
import { update } from "../actions";

type Props = { params: Promise<{ id: string }> };

const shownSet = cache(async (setId: string) => read(getFirewallSet(await requestContext(), { setId })));

export async function generateMetadata(props: Props): Promise<Metadata> {
  const { name } = await shownSet((await props.params).id);
  return { title: name };
}

export default async function FirewallSetPage(props: Props) {
  const set = await shownSet((await props.params).id);
  const ctx = await requestContext();
  const all = messages(ctx.locale);
  const words = all.firewallPages;
  return (
    <MessagesProvider areas={pick(all, "firewallPages")}>
      <PageHeader
        title={set.name}
        breadcrumbs={
          <Breadcrumbs
            label={all.ui.youAreHere}
            items={[{ href: "/console/firewall", label: words.title }, { label: set.name }]}
          />
        }
      />
      <FirewallSetEditor
        set={set}
        limit={ctx.policies.firewallRulesPerSet}
        address={ctx.ip}
        action={update}
      />
    </MessagesProvider>
  );
}
