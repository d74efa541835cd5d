import type { Metadata } from "next";
import { CsvLink } from "@/components/billing/csv-link";
import { ButtonLink } from "@/components/ui/button";
import { EmptyState } from "@/components/ui/empty-state";
import { PageHeader, Section } from "@/components/ui/page-header";
import { Time } from "@/components/ui/time";
import { MonthPicker } from "@/components/usage/month-picker";
import { monthName } from "@/components/usage/months";
import { UsageChart } from "@/components/usage/usage-chart";
import { UsageDays } from "@/components/usage/usage-days";
import { UsageItems } from "@/components/usage/usage-items";
import { monthText } from "@/lib/contracts/billing";
import { DEFAULT_LOCALE, messages, say } from "@/lib/i18n";
import { requestContext } from "@/lib/server/context";
import { read } from "@/lib/server/read";
import { usageByDay } from "@/lib/services/billing/usage-by-day";

export const metadata: Metadata = { title: messages(DEFAULT_LOCALE).billing.usage.title };

export default async function UsagePage(props: { searchParams: Promise<{ month?: string }> }) {
  const wanted = monthText.safeParse((await props.searchParams).month);
  const ctx = await requestContext();
  const usage = await read(usageByDay(ctx, wanted.data));
  const { locale } = ctx;
  const words = messages(locale).billing.usage;
  const month = monthName(usage.month, locale);
  return (
    <>
      <PageHeader
        title={words.title}
        text={words.text}
        actions={
          <>
            <MonthPicker month={usage.month} first={usage.firstMonth} last={usage.thisMonth} words={words} />
            <CsvLink href={`/console/usage/usage.csv?month=${usage.month}`} label={words.csv} />
          </>
        }
      />
      {usage.lines.length === 0 ? (
        <EmptyState
          title={say(words.empty, { month })}
          text={words.emptyText}
          action={<ButtonLink href="/console/launch">{messages(locale).shell.nav.launch}</ButtonLink>}
        />
      ) : (
        <>
          <UsageChart
            usage={usage}
            locale={locale}
            words={words}
            table={<UsageItems usage={usage} locale={locale} words={words} />}
          />
          {usage.month === usage.thisMonth ? (
            <p className="mt-3 text-muted">
              {say(words.soFar, { time: "" })}
              <Time at={usage.asOf} locale={locale} zone="UTC" precision="second" />
            </p>
          ) : null}
          <Section title={words.perDay} text={words.perDayText} className="mt-8">
            <UsageDays usage={usage} locale={locale} words={words} />
          </Section>
        </>
      )}
    </>
  );
}
