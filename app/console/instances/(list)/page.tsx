import type { Metadata } from "next";
import { MessagesProvider } from "@/components/i18n/provider";
import { GoneInstances, InstanceList } from "@/components/instances/instance-list";
import { RestartOffer } from "@/components/instances/restart-offer";
import { StopAll } from "@/components/instances/stop-all";
import { RefreshOnChange } from "@/components/overview/refresh-on-change";
import { ButtonLink } from "@/components/ui/button";
import { EmptyState } from "@/components/ui/empty-state";
import { PageHeader } from "@/components/ui/page-header";
import { DEFAULT_LOCALE, messages, pick } from "@/lib/i18n";
import { requestContext } from "@/lib/server/context";
import { accountMeter } from "@/lib/server/meter";
import { read } from "@/lib/server/read";
import { listGoneInstances, listInstances } from "@/lib/services/instances/list";
import { restartOffer } from "@/lib/services/instances/quotes";
import { restartEverything, stopAll } from "../actions";

export const metadata: Metadata = { title: messages(DEFAULT_LOCALE).instancePages.title };

export default async function InstancesPage() {
  const ctx = await requestContext();
  const [instances, gone, meter, offer] = await read(
    Promise.all([listInstances(ctx), listGoneInstances(ctx), accountMeter(ctx), restartOffer(ctx)]),
  );
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
      <RefreshOnChange meter={meter} />
      {meter.exhaustedAt === null ? (
        <RestartOffer offer={offer} action={restartEverything} reasons={all.refusals.codes} />
      ) : null}
      <InstanceList
        rendered={instances}
        empty={<EmptyState title={words.emptyTitle} text={words.emptyText} action={launch} />}
      />
      <GoneInstances rendered={gone} />
    </MessagesProvider>
  );
}
