/** Where a wish to add credit stands. Only the ledger makes it `paid`. */
export type PaymentStateName = "open" | "action_needed" | "processing" | "paid" | "failed" | "abandoned";

/** What the payment provider says now. Null: there is no such object yet. */
export type PaymentFacts = {
  checkout: { status: "open" | "complete" | "expired" } | null;
  intent: {
    status: "requires_payment_method" | "requires_action" | "processing" | "succeeded" | "canceled" | "other";
    failureCode: string | null;
  } | null;
};

export type PaymentVerdict = {
  /** `credit`: the money is there; it counts when the ledger has it. */
  state: Exclude<PaymentStateName, "paid"> | "credit";
  failureCode: string | null;
  /** Look again after so many seconds, should nobody tell us; null: it is final. */
  lookAgainAfter: number | null;
};

const MINUTE = 60;

/**
 * What a payment's objects mean. Pure, and of the present state only, so that late, repeated and swapped events all
 * lead to the same place.
 *
 * | Checkout | PaymentIntent           | we say        |
 * |----------|-------------------------|---------------|
 * | any      | succeeded               | credit        |
 * | any      | processing              | processing    |
 * | open     | waits for the bank      | action needed |
 * | open     | last attempt refused    | failed, and the page still takes another card |
 * | complete | refused                 | failed        |
 * | expired  | refused once            | failed        |
 * | expired  | never tried             | abandoned     |
 */
export function judgePayment({ checkout, intent }: PaymentFacts): PaymentVerdict {
  const failureCode = intent?.failureCode ?? null;
  const closed = checkout !== null && checkout.status !== "open";
  if (intent?.status === "succeeded")
    return { state: "credit", failureCode: null, lookAgainAfter: 5 * MINUTE };
  if (intent?.status === "processing")
    return { state: "processing", failureCode: null, lookAgainAfter: 60 * MINUTE };
  if (intent?.status === "canceled" || checkout?.status === "expired")
    return { state: failureCode ? "failed" : "abandoned", failureCode, lookAgainAfter: null };
  if (intent?.status === "requires_action")
    return { state: "action_needed", failureCode, lookAgainAfter: 2 * MINUTE };
  if (failureCode) return { state: "failed", failureCode, lookAgainAfter: closed ? null : 10 * MINUTE };
  // A completed page without a verdict on the money: it is on its way.
  if (checkout?.status === "complete")
    return { state: "processing", failureCode: null, lookAgainAfter: MINUTE };
  return { state: "open", failureCode: null, lookAgainAfter: 10 * MINUTE };
}
