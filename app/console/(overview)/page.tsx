import type { Metadata } from "next";
import { MessagesProvider } from "@/components/i18n/provider";
import { RestartOffer } from "@/components/instances/restart-offer";
import { StopAll } from "@/components/instances/stop-all";
import { DisksNow } from "@/components/overview/disks-now";
import { FirstSteps } from "@/components/overview/first-steps";
import { LatestPayments } from "@/components/overview/latest-payments";
import { MoneyNow } from "@/components/overview/money-now";
import { QuickLinks } from "@/components/overview/quick-links";
import { RefreshOnChange } from "@/components/overview/refresh-on-change";
import { RunningNow } from "@/components/overview/running-now";
import { Runway } from "@/components/overview/runway";
import { VolumesNow } from "@/components/overview/volumes-now";
import { ButtonLink } from "@/components/ui/button";
import { PageHeader, Section } from "@/components/ui/page-header";
import { TextLink } from "@/components/ui/text-link";
import { formatCents } from "@/lib/format/money";
import { DEFAULT_LOCALE, messages, pick } from "@/lib/i18n";
import { requestContext } from "@/lib/server/context";
import { accountMeter } from "@/lib/server/meter";
import { read } from "@/lib/server/read";
import { readerZone } from "@/lib/server/reader";
import { listPayments } from "@/lib/services/billing/list-payments";
import { runwayView } from "@/lib/services/billing/runway";
import { firstSteps } from "@/lib/services/identity/first-steps";
import { listInstances } from "@/lib/services/instances/list";
import { restartOffer } from "@/lib/services/instances/quotes";
import { listVolumes } from "@/lib/services/volumes/list";
import { cancel, restartEverything, stop, stopAll } from "../instances/actions";

export const metadata: Metadata = { title: messages(DEFAULT_LOCALE).overview.title };

const PAYMENTS_SHOWN = 3;

export default async function OverviewPage() {
  const ctx = await requestContext();
  const [meter, line, instances, steps, offer, payments, zone, volumes] = await read(
    Promise.all([
      accountMeter(ctx),
      runwayView(ctx),
      listInstances(ctx),
      firstSteps(ctx),
      restartOffer(ctx),
      listPayments(ctx),
      readerZone(),
      listVolumes(ctx),
    ]),
  );
  const { locale } = ctx;
  const all = messages(locale);
  const words = all.overview;
  if (!steps.launched && volumes.length === 0) {
    const least = formatCents(ctx.policies.minimumTopUpCents, { currency: meter.currency, locale });
    return (
      <>
        <PageHeader title={words.title} />
        <FirstSteps steps={steps} words={all.launch.firstSteps} least={least} />
      </>
    );
  }
  const launch = (
    <ButtonLink href="/console/launch" variant="primary">
      {words.launch}
    </ButtonLink>
  );
  const addCredit = (
    <ButtonLink href="/console/billing" variant="primary">
      {words.addCredit}
    </ButtonLink>
  );
  return (
    <MessagesProvider areas={pick(all, "overview", "instancePages", "billing", "volumePages")}>
      <RefreshOnChange meter={meter} />
      <PageHeader
        title={words.title}
        actions={
          <>
            <StopAll rendered={instances} action={stopAll} />
            {launch}
          </>
        }
      />
      {meter.exhaustedAt === null ? (
        <RestartOffer offer={offer} action={restartEverything} reasons={all.refusals.codes} />
      ) : null}
      <div className="mb-8 max-md:hidden">
        <MoneyNow meter={meter} />
      </div>
      <Section title={words.running} actions={<TextLink href="/console/instances">{words.all}</TextLink>}>
        <RunningNow
          rendered={instances}
          volumes={volumes}
          actions={{ stop, cancel }}
          action={meter.exhaustedAt ? addCredit : launch}
        />
        <DisksNow rendered={instances} />
        <VolumesNow rendered={volumes} />
      </Section>
      {line ? (
        <Section title={words.runway} text={words.runwayText}>
          <div className="card p-4">
            <Runway line={line} words={words} showTable={all.ui.showTable} locale={locale} zone={zone} />
          </div>
        </Section>
      ) : null}
      <Section title={words.recent} actions={<TextLink href="/console/billing">{words.recentAll}</TextLink>}>
        <LatestPayments payments={payments.lines} shown={PAYMENTS_SHOWN} />
      </Section>
      <QuickLinks words={words} places={all.shell.nav} />
    </MessagesProvider>
  );
}
