import { EventTable } from "@/components/instances/event-table";
import { InstanceDetail } from "@/components/instances/instance-detail";
import { Receipts } from "@/components/instances/receipt";
import { Section } from "@/components/ui/page-header";
import { messages } from "@/lib/i18n";
import { requestContext } from "@/lib/server/context";
import { readerZone } from "@/lib/server/reader";
import { listInstanceEvents } from "@/lib/services/instances/events";
import { listReceipts } from "@/lib/services/instances/receipts";
import { shownInstance } from "./instance";

export default async function InstancePage(props: { params: Promise<{ id: string }> }) {
  const instance = await shownInstance((await props.params).id);
  const instanceId = instance.id;
  const ctx = await requestContext();
  const [events, receipts, zone] = await Promise.all([
    listInstanceEvents(ctx, { instanceId }),
    listReceipts(ctx, { instanceId }),
    readerZone(),
  ]);
  const all = messages(ctx.locale);
  const words = all.instancePages;
  return (
    <>
      <InstanceDetail rendered={instance} />
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
    </>
  );
}
