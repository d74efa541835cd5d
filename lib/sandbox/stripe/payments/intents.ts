import { newClientSecret, newId } from "../core/ids";
import type { PaymentIntent } from "../core/types";
import type { World } from "../core/world";

export type NewIntent = Pick<
  PaymentIntent,
  "amount" | "currency" | "customer" | "metadata" | "payment_method_types"
> &
  Partial<PaymentIntent>;

/** A new intent without a method. Announced by `payment_intent.created`. */
export function createIntent(world: World, fields: NewIntent): PaymentIntent {
  const id = newId("pi");
  const intent = world.store.put("paymentIntents", {
    id,
    object: "payment_intent",
    allowed_payment_method_types: null,
    amount_capturable: 0,
    amount_details: { tip: {} },
    amount_received: 0,
    application: null,
    application_fee_amount: null,
    automatic_payment_methods: null,
    canceled_at: null,
    cancellation_reason: null,
    capture_method: "automatic_async",
    client_secret: newClientSecret(id),
    confirmation_method: "automatic",
    created: world.now(),
    customer_account: null,
    description: null,
    excluded_payment_method_types: null,
    last_payment_error: null,
    latest_charge: null,
    livemode: false,
    managed_payments: null,
    next_action: null,
    on_behalf_of: null,
    payment_method: null,
    payment_method_configuration_details: null,
    payment_method_options: {
      card: { installments: null, mandate_options: null, network: null, request_three_d_secure: "automatic" },
    },
    payment_record: null,
    processing: null,
    receipt_email: null,
    review: null,
    setup_future_usage: null,
    shipping: null,
    source: null,
    statement_descriptor: null,
    statement_descriptor_suffix: null,
    status: "requires_payment_method",
    transfer_data: null,
    transfer_group: null,
    ...fields,
  });
  world.emit("payment_intent.created", intent);
  return intent;
}

/** Ends an open intent for good. */
export function cancelIntent(
  world: World,
  intent: PaymentIntent,
  reason: PaymentIntent["cancellation_reason"],
): PaymentIntent {
  const canceled = world.update("paymentIntents", intent.id, {
    amount_capturable: 0,
    canceled_at: world.now(),
    cancellation_reason: reason,
    next_action: null,
    status: "canceled",
  });
  world.emit("payment_intent.canceled", canceled);
  return canceled;
}
