import Stripe from "stripe";
import { PaymentsError } from "@/lib/ports/payments";

const { errors } = Stripe;

/** What a failure of the SDK means to the product. */
export function toPaymentsError(error: unknown): PaymentsError {
  if (error instanceof PaymentsError) return error;
  if (error instanceof errors.StripeSignatureVerificationError) {
    return new PaymentsError("bad_signature", "The event's signature does not fit its body.", false);
  }
  if (!(error instanceof errors.StripeError)) {
    return new PaymentsError("unreachable", error instanceof Error ? error.message : String(error), true);
  }
  if (error.code === "resource_missing" || error.statusCode === 404) {
    return new PaymentsError("not_found", error.message, false);
  }
  const passing =
    error instanceof errors.StripeConnectionError ||
    error instanceof errors.StripeAPIError ||
    error instanceof errors.StripeRateLimitError ||
    // The same key is being worked on at this moment.
    error.statusCode === 409;
  return new PaymentsError(passing ? "unreachable" : "rejected", error.message, passing);
}

/** Runs a call and turns whatever it throws into a `PaymentsError`. */
export async function guarded<T>(call: () => Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (error) {
    throw toPaymentsError(error);
  }
}
