"use client";
/** The last few payments, each as the live stream last had it. */
import { PaymentState } from "@/components/billing/payment-state";
import { usePayments } from "@/components/billing/use-payments";
import { useMessages, useReader } from "@/components/i18n/provider";
import { Cents } from "@/components/ui/money";
import { Table } from "@/components/ui/table";
import { TextLink } from "@/components/ui/text-link";
import { Time } from "@/components/ui/time";
import type { PaymentView } from "@/lib/contracts/views";

export function LatestPayments(props: { payments: readonly PaymentView[]; shown: number }) {
  const m = useMessages("overview");
  const billing = useMessages("billing");
  const { locale, zone } = useReader();
  const payments = usePayments(props.payments).slice(0, props.shown);
  return (
    <Table
      caption={m.recentCaption}
      rows={payments}
      rowKey={(payment) => payment.id}
      empty={<p className="text-muted">{m.recentNone}</p>}
      columns={[
        {
          key: "date",
          head: m.paymentDate,
          main: true,
          cell: (payment) => (
            <TextLink quiet href={`/console/billing/payments/${payment.id}`}>
              <Time at={payment.createdAt} locale={locale} zone={zone} />
            </TextLink>
          ),
        },
        {
          key: "state",
          head: m.paymentState,
          cell: (payment) => <PaymentState payment={payment} words={billing} />,
        },
        {
          key: "amount",
          head: m.paymentAmount,
          align: "end",
          cell: (payment) => (
            <Cents cents={payment.amountCents} currency={payment.currency} locale={locale} />
          ),
        },
      ]}
    />
  );
}
