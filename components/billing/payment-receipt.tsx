/** A payment's receipt: one page of paper when printed. */
import type { ComponentProps } from "react";
import { DataList } from "@/components/ui/data-list";
import { Cents } from "@/components/ui/money";
import { Table } from "@/components/ui/table";
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
      <Reversals receipt={receipt} locale={locale} zone={zone} words={words} />
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

function Reversals(props: {
  receipt: PaymentReceiptView;
  locale: string;
  zone: string;
  words: Messages["billing"];
}) {
  const { receipt, locale, zone } = props;
  const m = props.words.reversals;
  if (receipt.reversals.length === 0) return null;
  return (
    <section className="mt-5">
      <h2 className="mb-2 font-semibold">{m.title}</h2>
      <Table
        caption={m.title}
        testId="reversals"
        rows={receipt.reversals}
        rowKey={(reversal) => reversal.id}
        columns={[
          { key: "what", head: m.what, main: true, cell: (reversal) => m.kinds[reversal.kind] },
          {
            key: "date",
            head: m.date,
            cell: (reversal) => <Time at={reversal.createdAt} locale={locale} zone={zone} />,
          },
          { key: "state", head: m.state, cell: (reversal) => m.states[reversal.state] },
          {
            key: "amount",
            head: m.amount,
            align: "end",
            cell: (reversal) => (
              <Cents cents={reversal.amountCents} currency={receipt.currency} locale={locale} />
            ),
          },
        ]}
      />
    </section>
  );
}
