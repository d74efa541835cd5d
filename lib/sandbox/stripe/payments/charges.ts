import type Stripe from "stripe";
import { processingFee } from "../core/format";
import { newId } from "../core/ids";
import type { Charge, PaymentIntent, PaymentMethod } from "../core/types";
import type { World } from "../core/world";
import { book } from "./balance";
import type { Decline } from "./test-cards";

function details(method: PaymentMethod, amount: number): Stripe.Charge.PaymentMethodDetails {
  if (method.sepa_debit) {
    const { bank_code, branch_code, country, fingerprint, last4 } = method.sepa_debit;
    return {
      type: "sepa_debit",
      sepa_debit: { bank_code, branch_code, country, fingerprint, last4, mandate: null },
    };
  }
  if (method.us_bank_account) {
    const { account_holder_type, account_type, bank_name, fingerprint, last4, routing_number } =
      method.us_bank_account;
    return {
      type: "us_bank_account",
      us_bank_account: {
        account_holder_type,
        account_type,
        bank_name,
        fingerprint,
        last4,
        payment_reference: null,
        routing_number,
      },
    };
  }
  const card = method.card;
  if (!card) return { type: method.type };
  return {
    type: "card",
    card: {
      amount_authorized: amount,
      authorization_code: null,
      brand: card.brand,
      checks: card.checks,
      country: card.country,
      electronic_commerce_indicator: null,
      exp_month: card.exp_month,
      exp_year: card.exp_year,
      fingerprint: card.fingerprint ?? null,
      funding: card.funding,
      installments: null,
      last4: card.last4,
      mandate: null,
      network: card.brand,
      network_token: { used: false },
      network_transaction_id: null,
      regulated_status: card.regulated_status,
      three_d_secure: null,
      transaction_link_id: null,
      wallet: null,
    },
  };
}

function outcome(decline: Decline | null): Stripe.Charge.Outcome {
  const declined = decline !== null;
  return {
    advice_code: declined ? "try_again_later" : null,
    network_advice_code: null,
    network_decline_code: declined ? "01" : null,
    network_status: declined ? "declined_by_network" : "approved_by_network",
    reason: decline === null ? null : (decline.declineCode ?? decline.code),
    risk_level: "normal",
    risk_score: 20,
    seller_message: declined
      ? "The bank did not return any further details with this decline."
      : "Payment complete.",
    type: declined ? "issuer_declined" : "authorized",
  };
}

/** One attempt to take the money of an intent. `pending` is a delayed method on its way. */
export function createCharge(
  world: World,
  intent: PaymentIntent,
  method: PaymentMethod,
  status: "succeeded" | "pending" | { failed: Decline },
): Charge {
  const id = newId(method.type === "card" ? "ch" : "py");
  const decline = typeof status === "string" ? null : status.failed;
  const paid = decline === null;
  const captured = paid && intent.capture_method !== "manual";
  return world.store.put("charges", {
    id,
    object: "charge",
    amount: intent.amount,
    amount_captured: captured ? intent.amount : 0,
    amount_refunded: 0,
    application: null,
    application_fee: null,
    application_fee_amount: null,
    balance_transaction: null,
    billing_details: method.billing_details,
    calculated_statement_descriptor: world.settings.merchant.toUpperCase().slice(0, 22),
    captured,
    created: world.now(),
    currency: intent.currency,
    customer: intent.customer,
    description: intent.description,
    disputed: false,
    failure_balance_transaction: null,
    failure_code: decline?.code ?? null,
    failure_message: decline?.message ?? null,
    fraud_details: {},
    livemode: false,
    metadata: intent.metadata,
    on_behalf_of: null,
    outcome: outcome(decline),
    paid: paid && status === "succeeded",
    payment_intent: intent.id,
    payment_method: method.id,
    payment_method_details: details(method, intent.amount),
    receipt_email: intent.receipt_email,
    receipt_number: null,
    receipt_url: paid ? `${world.baseUrl}/receipts/${id}` : null,
    refunded: false,
    review: null,
    shipping: intent.shipping,
    source: null,
    source_transfer: null,
    statement_descriptor: null,
    statement_descriptor_suffix: null,
    status: typeof status === "string" ? status : "failed",
    transfer_data: null,
    transfer_group: null,
  });
}

/** Puts a captured charge on the balance, now or when the settings say. */
export function bookCharge(world: World, charge: Charge): Charge {
  if (world.settings.bookSeconds > 0) {
    world.after(world.settings.bookSeconds, "book_charge", charge.id);
    return charge;
  }
  return world.update("charges", charge.id, { balance_transaction: bookingOf(world, charge) });
}

/** The late booking of a charge, announced by `charge.updated`. */
export function bookLate(world: World, id: string): void {
  const charge = world.get("charges", id);
  if (charge.balance_transaction !== null) return;
  const booked = world.update("charges", id, { balance_transaction: bookingOf(world, charge) });
  world.emit("charge.updated", booked, { balance_transaction: null });
}

function bookingOf(world: World, charge: Charge): string {
  return book(world, {
    amount: charge.amount_captured,
    fee: processingFee(charge.amount_captured),
    currency: charge.currency,
    description: charge.description,
    type: charge.id.startsWith("py_") ? "payment" : "charge",
    reportingCategory: "charge",
    source: charge.id,
  }).id;
}
