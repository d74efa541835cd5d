"use client";
import { skipToken, useQuery } from "@tanstack/react-query";
import { useHydrated } from "@/components/ui/use-hydrated";
import type { PaymentView } from "@/lib/contracts/views";
import { paymentKeys } from "./keys";

/**
 * The payments that the page came with, each as the live stream last had it, and those that are new since. Pages of
 * older payments (`grows` false) only have theirs kept current.
 */
export function usePayments(rendered: readonly PaymentView[], grows = true): PaymentView[] {
  const live = useLivePayments();
  const known = new Set(rendered.map((payment) => payment.id));
  const newest = rendered[0]?.createdAt ?? "";
  const added = grows ? live.filter((each) => !known.has(each.id) && each.createdAt > newest) : [];
  return [...added, ...rendered.map((each) => newer(each, live))];
}

/** One payment, kept current. */
export function usePayment(rendered: PaymentView): PaymentView {
  const live = useLivePayments();
  return newer(rendered, live);
}

function useLivePayments(): readonly PaymentView[] {
  const hydrated = useHydrated();
  const { data } = useQuery<PaymentView[]>({ queryKey: paymentKeys.list(), queryFn: skipToken });
  return hydrated && data ? data : [];
}

/** Paid is final: a view from before is the older one, whichever way it came. */
function newer(rendered: PaymentView, live: readonly PaymentView[]): PaymentView {
  if (rendered.state === "paid") return rendered;
  return live.find((each) => each.id === rendered.id) ?? rendered;
}
