import type Stripe from "stripe";
import { invalid } from "../core/errors";
import type { PaymentIntent, PaymentMethod, Session } from "../core/types";
import type { World } from "../core/world";
import { confirmIntent } from "./confirm";
import { cancelIntent, createIntent } from "./intents";

/** Where the customer's browser goes once the session is complete. */
export function successUrl(session: Session): string | null {
  return session.success_url?.replaceAll("{CHECKOUT_SESSION_ID}", session.id) ?? null;
}

/** The session as it is now: closes it when its time is over. */
export function currentSession(world: World, id: string): Session {
  const session = world.get("sessions", id);
  const over = session.status === "open" && session.expires_at <= world.now();
  return over ? expireSession(world, session) : session;
}

/** Closes an open session; an unfinished intent of it is cancelled. */
export function expireSession(world: World, session: Session): Session {
  if (session.status !== "open") {
    throw invalid(
      `Only Checkout Sessions with a status in ["open"] can be expired. This Checkout Session has a status of \`${session.status}\`.`,
    );
  }
  const expired = world.update("sessions", session.id, { status: "expired", url: null });
  world.emit("checkout.session.expired", expired);
  if (session.payment_intent !== null) {
    const intent = world.get("paymentIntents", session.payment_intent);
    if (intent.status.startsWith("requires_")) cancelIntent(world, intent, "automatic");
  }
  return expired;
}

function intentOf(world: World, session: Session): PaymentIntent {
  if (session.payment_intent !== null) return world.get("paymentIntents", session.payment_intent);
  const { intent } = world.get("sessionDetails", session.id);
  const created = createIntent(world, {
    amount: session.amount_total ?? 0,
    capture_method: "automatic_async",
    currency: session.currency ?? "usd",
    customer: session.customer,
    description: intent.description,
    metadata: intent.metadata,
    payment_method_types: session.payment_method_types,
    receipt_email: intent.receiptEmail,
    setup_future_usage: intent.setupFutureUsage,
    shipping: intent.shipping,
  });
  world.update("sessions", session.id, { payment_intent: created.id });
  return created;
}

function customerDetails(session: Session, method: PaymentMethod): Stripe.Checkout.Session.CustomerDetails {
  const { address, email, name, phone } = method.billing_details;
  return {
    address,
    business_name: null,
    email: email ?? session.customer_details?.email ?? session.customer_email,
    individual_name: null,
    name,
    phone,
    tax_exempt: "none",
    tax_ids: [],
  };
}

/**
 * The customer presses Pay. The session is complete when the money is taken or on its way; declined or waiting
 * for authentication, it stays open and its intent says why.
 */
export function payOnPage(
  world: World,
  session: Session,
  method: PaymentMethod,
  authenticated = false,
): PaymentIntent {
  if (session.status !== "open") {
    throw invalid(`This Checkout Session has a status of \`${session.status}\` and can no longer be paid.`);
  }
  const intent = confirmIntent(world, intentOf(world, session), method, {
    offSession: false,
    returnUrl: `${world.baseUrl}/c/pay/${session.id}`,
    errorOnAction: false,
    authenticated,
  });
  if (
    intent.status === "succeeded" ||
    intent.status === "processing" ||
    intent.status === "requires_capture"
  ) {
    const complete = world.update("sessions", session.id, {
      customer_details: customerDetails(session, method),
      payment_status: intent.status === "succeeded" ? "paid" : "unpaid",
      status: "complete",
      url: null,
    });
    world.emit("checkout.session.completed", complete);
  }
  return intent;
}

/** Tells the session of an intent that its delayed payment has ended. */
export function settleSession(world: World, intent: PaymentIntent): void {
  const session = world.store.list("sessions").find((one) => one.payment_intent === intent.id);
  if (session === undefined || session.status !== "complete" || session.payment_status === "paid") return;
  if (intent.status === "succeeded") {
    const paid = world.update("sessions", session.id, { payment_status: "paid" });
    world.emit("checkout.session.async_payment_succeeded", paid);
  } else if (intent.status === "requires_payment_method") {
    world.emit("checkout.session.async_payment_failed", session);
  }
}
