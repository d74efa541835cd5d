import { EventTable } from "@/components/instances/event-table";
import { InstanceDetail } from "@/components/instances/instance-detail";
import { Receipts } from "@/components/instances/receipt";
import { LoadSummary } from "@/components/metrics/load-summary";
import { Section } from "@/components/ui/page-header";
import { messages } from "@/lib/i18n";
import { requestContext } from "@/lib/server/context";
import { env } from "@/lib/server/env";
import { readerZone } from "@/lib/server/reader";
import { listInstanceEvents } from "@/lib/services/instances/events";
import { listReceipts } from "@/lib/services/instances/receipts";
import { terminalRefusal } from "@/lib/services/instances/terminal-access";
import { loadSummary } from "@/lib/services/telemetry/summary";
import { shownInstance } from "./instance";

export default async function InstancePage(props: { params: Promise<{ id: string }> }) {
  const instance = await shownInstance((await props.params).id);
  const instanceId = instance.id;
  const ctx = await requestContext();
  const [events, receipts, zone, load] = await Promise.all([
    listInstanceEvents(ctx, { instanceId }),
    listReceipts(ctx, { instanceId }),
    readerZone(),
    instance.state === "running" ? loadSummary(ctx, { instanceId }) : null,
  ]);
  const all = messages(ctx.locale);
  const words = all.instancePages;
  return (
    <>
      <InstanceDetail
        rendered={instance}
        notebooks={env().notebooks === null ? "off" : (terminalRefusal(ctx) ?? "open")}
        load={load ? <LoadSummary rendered={instance} summary={load} /> : null}
      />
      <Section title={words.runs.title} text={receipts.length > 0 ? words.runs.formula : undefined}>
        {receipts.length === 0 ? <p className="text-muted">{words.runs.none}</p> : null}
        <Receipts
          receipts={receipts}
          words={words.runs}
          evidence={all.telemetry.evidence}
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
