import { PaymentTable } from "@/components/billing/payment-table";
import { MessagesProvider } from "@/components/i18n/provider";
import { Pagination } from "@/components/ui/pagination";
import { messages, pick } from "@/lib/i18n";
import { staffContext } from "@/lib/server/context";
import { read } from "@/lib/server/read";
import { listPayments } from "@/lib/services/billing/list-payments";
import { lookingAt } from "@/lib/services/support/account-overview";

type Props = { params: Promise<{ id: string }>; searchParams: Promise<{ before?: string }> };

export default async function AccountPaymentsPage(props: Props) {
  const [{ id }, { before }] = await Promise.all([props.params, props.searchParams]);
  const ctx = await read(staffContext());
  const payments = await read(listPayments(lookingAt(ctx, id), before));
  const all = messages(ctx.locale);
  const words = all.billing.payments;
  const here = `/support/accounts/${id}/payments`;
  return (
    <MessagesProvider areas={pick(all, "billing")}>
      <PaymentTable payments={payments.lines} />
      <Pagination
        label={words.pages}
        newer={{ href: before ? here : null, label: words.newer }}
        older={{ href: payments.cursor ? `${here}?before=${payments.cursor}` : null, label: words.older }}
      />
    </MessagesProvider>
  );
}
