import type { Metadata } from "next";
import { AddCredit } from "@/components/billing/add-credit";
import { BalanceSheet } from "@/components/billing/balance-sheet";
import { CsvLink } from "@/components/billing/csv-link";
import { PaymentHistory } from "@/components/billing/payment-history";
import { Statement } from "@/components/billing/statement";
import { MessagesProvider } from "@/components/i18n/provider";
import { PageHeader, Section } from "@/components/ui/page-header";
import { Pagination } from "@/components/ui/pagination";
import { DEFAULT_LOCALE, messages, pick } from "@/lib/i18n";
import { requestContext } from "@/lib/server/context";
import { read } from "@/lib/server/read";
import { readerZone } from "@/lib/server/reader";
import { balanceSheet } from "@/lib/services/billing/balance-sheet";
import { listLedger } from "@/lib/services/billing/list-ledger";
import { listPayments } from "@/lib/services/billing/list-payments";
import { payingState } from "@/lib/services/billing/paying-state";
import { addCredit, cancelPayment } from "./actions";

export const metadata: Metadata = { title: messages(DEFAULT_LOCALE).billing.title };

type Props = { searchParams: Promise<{ payments?: string; entries?: string }> };

export default async function BillingPage(props: Props) {
  const at = await props.searchParams;
  const ctx = await requestContext();
  const [sheet, payments, ledger, zone] = await read(
    Promise.all([
      balanceSheet(ctx),
      listPayments(ctx, at.payments),
      listLedger(ctx, at.entries),
      readerZone(),
    ]),
  );
  const { locale } = ctx;
  const words = messages(locale).billing;
  const paying = payingState(ctx);
  return (
    <MessagesProvider areas={pick(messages(locale), "billing")}>
      <PageHeader title={words.title} text={words.text} />
      <div className="grid gap-x-10 lg:grid-cols-2">
        <Section id="add-credit" title={words.form.title}>
          <AddCredit
            action={addCredit}
            paying={paying}
            words={words}
            currency={sheet.currency}
            minimumCents={ctx.policies.minimumTopUpCents.toString()}
            maximumCents={ctx.policies.maximumTopUpCents.toString()}
            requestId={crypto.randomUUID()}
          />
        </Section>
        <Section title={words.sheet.title}>
          <BalanceSheet sheet={sheet} words={words} locale={locale} zone={zone} />
        </Section>
      </div>
      <Section
        id="payments"
        title={words.payments.title}
        actions={<CsvLink href="/console/billing/payments.csv" label={words.payments.csv} />}
      >
        <PaymentHistory
          payments={payments.lines}
          newest={!at.payments}
          cancel={paying === "may" ? cancelPayment : undefined}
          receipts
        />
        <Pagination
          label={words.payments.pages}
          newer={{ href: at.payments ? "/console/billing#payments" : null, label: words.payments.newer }}
          older={{
            href: payments.cursor ? `/console/billing?payments=${payments.cursor}#payments` : null,
            label: words.payments.older,
          }}
        />
      </Section>
      <Section
        id="statement"
        title={words.statement.title}
        text={words.statement.text}
        actions={<CsvLink href="/console/billing/statement.csv" label={words.statement.csv} />}
      >
        <Statement lines={ledger.lines} currency={sheet.currency} />
        <Pagination
          label={words.statement.pages}
          newer={{ href: at.entries ? "/console/billing#statement" : null, label: words.statement.newer }}
          older={{
            href: ledger.cursor ? `/console/billing?entries=${ledger.cursor}#statement` : null,
            label: words.statement.older,
          }}
        />
      </Section>
    </MessagesProvider>
  );
}
