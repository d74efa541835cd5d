"use server";
import { revalidatePath } from "next/cache";
import { redirect } from "next/navigation";
import { paymentInput, startTopUpInput } from "@/lib/contracts/billing";
import { action } from "@/lib/server/action";
import { abandonTopUp } from "@/lib/services/billing/abandon-top-up";
import { startTopUp } from "@/lib/services/billing/start-top-up";

export const addCredit = action(startTopUpInput, startTopUp, {
  // A payment that was decided meanwhile has no page to go to; what became of it is said on ours.
  after: (topUp) => redirect(topUp.checkoutUrl ?? `/console/billing/return?payment=${topUp.paymentId}`),
});

export const cancelPayment = action(paymentInput, abandonTopUp, {
  after: () => revalidatePath("/console", "layout"),
});
