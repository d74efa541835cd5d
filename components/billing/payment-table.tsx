"use client";
/** Payments as a table, each with its state in words and what can be done about it. */
import { useMessages, useReader } from "@/components/i18n/provider";
import { ConfirmForm } from "@/components/ui/confirm-form";
import { DialogButton } from "@/components/ui/dialog";
import { EmptyState } from "@/components/ui/empty-state";
import type { FormAction } from "@/components/ui/form";
import { Cents } from "@/components/ui/money";
import { Table } from "@/components/ui/table";
import { TextLink } from "@/components/ui/text-link";
import { Time } from "@/components/ui/time";
import type { PaymentView } from "@/lib/contracts/views";
import { formatCents } from "@/lib/format/money";
import { say } from "@/lib/i18n/say";
import { afterwards, declineSentence, PaymentState } from "./payment-state";

export type PaymentTableProps = {
  payments: readonly PaymentView[];
  /** Absent where the reader may not pay: staff, and roles without the right. */
  cancel?: FormAction<PaymentView> | undefined;
  /** Where a payment's receipt is; staff have no such page. */
  receipts?: boolean | undefined;
};

export function PaymentTable(props: PaymentTableProps) {
  const m = useMessages("billing");
  const { locale, zone } = useReader();
  return (
    <Table
      caption={m.payments.title}
      testId="payments"
      rows={props.payments}
      rowKey={(payment) => payment.id}
      empty={<EmptyState title={m.payments.empty} text={m.payments.emptyText} />}
      columns={[
        {
          key: "date",
          head: m.payments.date,
          main: true,
          cell: (payment) => <Time at={payment.createdAt} locale={locale} zone={zone} />,
        },
        {
          key: "state",
          head: m.payments.state,
          cell: (payment) => (
            <>
              <PaymentState payment={payment} words={m} />
              {payment.state === "failed" ? (
                <span className="mt-1 block text-muted">{declineSentence(payment.failureCode, m)}</span>
              ) : null}
              {afterwards(payment, m, locale).map((line) => (
                <span key={line} className="mt-1 block text-muted">
                  {line}
                </span>
              ))}
            </>
          ),
        },
        { key: "method", head: m.payments.method, cell: (payment) => payment.method ?? m.payments.none },
        {
          key: "amount",
          head: m.payments.amount,
          align: "end",
          cell: (payment) => (
            <Cents cents={payment.amountCents} currency={payment.currency} locale={locale} />
          ),
        },
        {
          key: "action",
          head: m.payments.action,
          hideHead: true,
          align: "end",
          cell: (payment) => <PaymentActions payment={payment} {...props} />,
        },
      ]}
    />
  );
}

function PaymentActions(props: {
  payment: PaymentView;
  cancel?: FormAction<PaymentView> | undefined;
  receipts?: boolean | undefined;
}) {
  const m = useMessages("billing").payments;
  const { locale } = useReader();
  const { payment, cancel } = props;
  const amount = formatCents(BigInt(payment.amountCents), { currency: payment.currency, locale });
  return (
    <div className="flex flex-wrap items-center justify-end gap-x-3 gap-y-1 font-sans tracking-normal">
      {cancel && payment.checkoutUrl ? (
        <>
          <TextLink href={payment.checkoutUrl} prefetch={false}>
            {payment.state === "failed" ? m.again : m.resume}
          </TextLink>
          <DialogButton
            button={{ variant: "ghost", size: "sm", children: m.cancel }}
            title={m.cancelTitle}
            description={m.cancelText}
          >
            <ConfirmForm action={cancel} fields={{ paymentId: payment.id }} confirm={m.cancel} />
          </DialogButton>
        </>
      ) : null}
      {props.receipts ? (
        <TextLink
          href={`/console/billing/payments/${payment.id}`}
          aria-label={payment.state === "paid" ? say(m.receiptOf, { amount }) : undefined}
        >
          {payment.state === "paid" ? m.receipt : m.details}
        </TextLink>
      ) : null}
    </div>
  );
}
