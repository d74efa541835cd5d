import type { Metadata } from "next";
import { MessagesProvider } from "@/components/i18n/provider";
import { EventTable } from "@/components/instances/event-table";
import { InstanceDetail } from "@/components/instances/instance-detail";
import { Receipts } from "@/components/instances/receipt";
import { Section } from "@/components/ui/page-header";
import { messages, pick } from "@/lib/i18n";
import { requestContext } from "@/lib/server/context";
import { read } from "@/lib/server/read";
import { readerZone } from "@/lib/server/reader";
import { listInstanceEvents } from "@/lib/services/instances/events";
import { getInstance } from "@/lib/services/instances/get";
import { startQuote } from "@/lib/services/instances/quotes";
import { listReceipts } from "@/lib/services/instances/receipts";
import * as actions from "../actions";

type Props = { params: Promise<{ id: string }> };

export async function generateMetadata(props: Props): Promise<Metadata> {
  const { id } = await props.params;
  const instance = await read(getInstance(await requestContext(), { instanceId: id }));
  return { title: instance.name };
}

export default async function InstancePage(props: Props) {
  const instanceId = (await props.params).id;
  const ctx = await requestContext();
  const instance = await read(getInstance(ctx, { instanceId }));
  const [events, receipts, quote, zone] = await Promise.all([
    listInstanceEvents(ctx, { instanceId }),
    listReceipts(ctx, { instanceId }),
    // A type that is no longer sold can be looked at, only not started.
    startQuote(ctx, { instanceId }).catch(() => null),
    readerZone(),
  ]);
  const all = messages(ctx.locale);
  const words = all.instancePages;
  return (
    <MessagesProvider areas={pick(all, "instancePages", "launch")}>
      <InstanceDetail
        rendered={instance}
        quote={quote}
        reasons={all.instanceLife.reasons}
        actions={{
          stop: actions.stop,
          start: actions.start,
          restart: actions.restart,
          rename: actions.rename,
          terminate: actions.terminate,
          cancel: actions.cancel,
          dismiss: actions.dismiss,
          tryAgain: actions.retry,
          setStopTime: actions.setStopTime,
        }}
      />
      <Section title={words.runs.title} text={receipts.length > 0 ? words.runs.formula : undefined}>
        {receipts.length === 0 ? <p className="text-muted">{words.runs.none}</p> : null}
        <Receipts
          receipts={receipts}
          words={words.runs}
          locale={ctx.locale}
          zone={zone}
          csvBase={`/console/instances/${instanceId}/receipt.csv`}
        />
      </Section>
      <Section title={words.events.title}>
        <EventTable
          events={events}
          words={all.instanceLife.events}
          columns={words.events}
          locale={ctx.locale}
          zone={zone}
        />
      </Section>
    </MessagesProvider>
  );
}
