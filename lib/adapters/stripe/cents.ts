import { PaymentsError } from "@/lib/ports/payments";

/** Whole cents as Stripe's JSON number. Throws `rejected` for what a number cannot hold exactly. */
export function toStripeAmount(cents: bigint): number {
  if (cents <= 0n || cents > BigInt(Number.MAX_SAFE_INTEGER)) {
    throw new PaymentsError("rejected", `An amount of ${cents} cents cannot be charged.`, false);
  }
  return Number(cents);
}

/** Stripe's JSON number as whole cents. Throws `rejected` for a number that is not whole or not exact. */
export function fromStripeAmount(amount: number): bigint {
  if (!Number.isSafeInteger(amount)) {
    throw new PaymentsError("rejected", `The amount ${amount} is not a whole number of cents.`, false);
  }
  return BigInt(amount);
}
