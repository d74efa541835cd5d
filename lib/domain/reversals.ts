/**
 * What can happen to a payment after it was paid, in the order in which it happens. Answers of the provider may arrive
 * in any order, so an account's books only ever go forward in these.
 *
 * | refund    | means                              | dispute        | means                                       |
 * |-----------|------------------------------------|----------------|---------------------------------------------|
 * | pending   | on its way back to the payer       | inquiry        | the bank asks; no money has moved           |
 * | succeeded | the payer has it                   | inquiry_closed | the bank was content                        |
 * | failed    | the bank sent it back: it is       | open           | the bank has taken the amount; it is held   |
 * |           | credit again, even after           | lost           | it is gone                                  |
 * |           | `succeeded`                        | won            | it is credit again                          |
 */
export const refundStages = ["pending", "succeeded", "failed"] as const;
export const disputeStages = ["inquiry", "inquiry_closed", "open", "lost", "won"] as const;
export type RefundStage = (typeof refundStages)[number];
export type DisputeStage = (typeof disputeStages)[number];

const ORDER: readonly string[] = [...refundStages, ...disputeStages];

/** Whether the provider's answer is further than what is booked. An older answer that arrives late is not. */
export const isNews = <S extends RefundStage | DisputeStage>(booked: S | null, seen: S): boolean =>
  booked === null || ORDER.indexOf(seen) > ORDER.indexOf(booked);
