/** A payment's receipt: one page of paper when printed. */
import type { ComponentProps } from "react";
import { DataList } from "@/components/ui/data-list";
import { Cents } from "@/components/ui/money";
import { TextLink } from "@/components/ui/text-link";
import { Time } from "@/components/ui/time";
import type { PaymentReceiptView } from "@/lib/contracts/billing";
import { type Messages, say } from "@/lib/i18n";
import { PaymentState } from "./payment-state";

export function PaymentReceipt(props: {
  receipt: PaymentReceiptView;
  brand: string;
  locale: string;
  zone: string;
  words: Messages["billing"];
}) {
  const { receipt, brand, locale, zone, words } = props;
  const m = words.receipt;
  const amount = (
    <Cents cents={receipt.amountCents} currency={receipt.currency} locale={locale} testId="receipt-amount" />
  );
  const items: ComponentProps<typeof DataList>["items"][number][] = [
    { label: m.number, value: receipt.id, mono: true },
    { label: m.from, value: brand },
    { label: m.to, value: `${receipt.accountName} (${receipt.accountId})` },
    { label: m.payer, value: `${receipt.payerName}, ${receipt.payerEmail}` },
    { label: m.item, value: say(m.credit, { brand }) },
    { label: m.amount, value: amount },
    { label: m.state, value: <PaymentState payment={receipt} words={words} /> },
    { label: m.method, value: receipt.method ?? words.payments.none },
    {
      label: m.createdAt,
      value: <Time at={receipt.createdAt} locale={locale} zone={zone} precision="second" />,
    },
  ];
  if (receipt.state === "paid" && receipt.settledAt)
    items.push({
      label: m.paidAt,
      value: <Time at={receipt.settledAt} locale={locale} zone={zone} precision="second" />,
    });
  if (receipt.ledgerTransactionId)
    items.push({ label: m.ledger, value: receipt.ledgerTransactionId, mono: true });
  if (receipt.paymentIntentId) items.push({ label: m.processor, value: receipt.paymentIntentId, mono: true });
  return (
    <article className="card max-w-3xl px-6 py-5 print:border-0">
      <DataList items={items} className="wrap-anywhere" />
      <p className="mt-4 border-t border-line pt-4 text-muted">{m.note}</p>
      {receipt.receiptUrl ? (
        <p className="mt-2 print:hidden">
          <TextLink href={receipt.receiptUrl} prefetch={false}>
            {m.stripeReceipt}
          </TextLink>
        </p>
      ) : null}
    </article>
  );
}
