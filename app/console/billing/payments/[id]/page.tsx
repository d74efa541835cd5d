import type { Metadata } from "next";
import { PaymentReceipt } from "@/components/billing/payment-receipt";
import { PrintButton } from "@/components/billing/print-button";
import { Breadcrumbs } from "@/components/ui/breadcrumbs";
import { PageHeader } from "@/components/ui/page-header";
import { DEFAULT_LOCALE, messages } from "@/lib/i18n";
import { requestContext } from "@/lib/server/context";
import { read } from "@/lib/server/read";
import { readerZone } from "@/lib/server/reader";
import { paymentReceipt } from "@/lib/services/billing/list-payments";

export const metadata: Metadata = { title: messages(DEFAULT_LOCALE).billing.receipt.title };

export default async function ReceiptPage(props: { params: Promise<{ id: string }> }) {
  const { id } = await props.params;
  const ctx = await requestContext();
  const [receipt, zone] = await read(Promise.all([paymentReceipt(ctx, id), readerZone()]));
  const words = messages(ctx.locale).billing;
  const title = receipt.state === "paid" ? words.receipt.title : words.back.title;
  return (
    <>
      <PageHeader
        title={title}
        breadcrumbs={
          <Breadcrumbs
            label={messages(ctx.locale).ui.youAreHere}
            items={[{ label: words.title, href: "/console/billing" }, { label: title }]}
          />
        }
        actions={receipt.state === "paid" ? <PrintButton label={words.receipt.print} /> : null}
      />
      <PaymentReceipt receipt={receipt} brand={ctx.brand} locale={ctx.locale} zone={zone} words={words} />
    </>
  );
}
