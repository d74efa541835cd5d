import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { ReturnStatus } from "@/components/billing/return-status";
import { MessagesProvider } from "@/components/i18n/provider";
import { PageHeader } from "@/components/ui/page-header";
import { DEFAULT_LOCALE, messages, pick } from "@/lib/i18n";
import { systemContext } from "@/lib/server/assemble";
import { requestContext } from "@/lib/server/context";
import { log } from "@/lib/server/log";
import { read } from "@/lib/server/read";
import { findReturning } from "@/lib/services/billing/list-payments";
import { payingState } from "@/lib/services/billing/paying-state";
import { syncPayment } from "@/lib/services/billing/sync-payment";
import { cancelPayment } from "../actions";

export const metadata: Metadata = { title: messages(DEFAULT_LOCALE).billing.back.title };

type Props = { searchParams: Promise<{ session_id?: string; payment?: string }> };

/** Where Stripe's page sends its payer back to: `session_id` when it was completed, `payment` when it was left. */
export default async function ReturnPage(props: Props) {
  const { session_id: checkoutSessionId, payment: paymentId } = await props.searchParams;
  const ctx = await requestContext();
  const by = checkoutSessionId ? { checkoutSessionId } : paymentId ? { paymentId } : null;
  const found = by ? await read(findReturning(ctx, by)) : null;
  if (!found) notFound();

  // Looked up here too, so that nobody waits for a webhook that does not come. Staff who only look change nothing.
  const looked = ctx.mode === "own" ? await lookNow(found.id) : undefined;
  const words = messages(ctx.locale).billing;
  return (
    <MessagesProvider areas={pick(messages(ctx.locale), "billing")}>
      <PageHeader title={words.back.title} />
      <ReturnStatus
        payment={looked ?? found}
        cameBack={checkoutSessionId !== undefined}
        outOfDate={looked === null}
        cancel={payingState(ctx) === "may" ? cancelPayment : undefined}
      />
    </MessagesProvider>
  );
}

/** Null when the provider does not answer: what we know is shown then, and the sweep goes on looking. */
async function lookNow(paymentId: string) {
  try {
    return await syncPayment(systemContext("return"), { paymentId });
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    log.warn("a returning payment could not be looked at", { payment: paymentId, reason });
    return null;
  }
}
