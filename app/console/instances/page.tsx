import type { Metadata } from "next";
import { MessagesProvider } from "@/components/i18n/provider";
import { GoneInstances, InstanceList } from "@/components/instances/instance-list";
import { StopAll } from "@/components/instances/stop-all";
import { ButtonLink } from "@/components/ui/button";
import { EmptyState } from "@/components/ui/empty-state";
import { PageHeader } from "@/components/ui/page-header";
import { DEFAULT_LOCALE, messages, pick } from "@/lib/i18n";
import { requestContext } from "@/lib/server/context";
import { read } from "@/lib/server/read";
import { listGoneInstances, listInstances } from "@/lib/services/instances/list";
import { stopAll } from "./actions";

export const metadata: Metadata = { title: messages(DEFAULT_LOCALE).instancePages.title };

export default async function InstancesPage() {
  const ctx = await requestContext();
  const [instances, gone] = await read(Promise.all([listInstances(ctx), listGoneInstances(ctx)]));
  const all = messages(ctx.locale);
  const words = all.instancePages;
  const launch = (
    <ButtonLink href="/console/launch" variant="primary">
      {words.launch}
    </ButtonLink>
  );
  return (
    <MessagesProvider areas={pick(all, "instancePages")}>
      <PageHeader
        title={words.title}
        text={words.lead}
        actions={
          <>
            <StopAll rendered={instances} action={stopAll} />
            {launch}
          </>
        }
      />
      <InstanceList
        rendered={instances}
        empty={<EmptyState title={words.emptyTitle} text={words.emptyText} action={launch} />}
      />
      <GoneInstances rendered={gone} />
    </MessagesProvider>
  );
}
