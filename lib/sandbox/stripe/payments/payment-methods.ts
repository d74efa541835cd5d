import type Stripe from "stripe";
import { newId } from "../core/ids";
import type { PaymentMethod } from "../core/types";
import type { World } from "../core/world";
import { fingerprint, type TestCard } from "./test-cards";

export type Billing = Stripe.PaymentMethod.BillingDetails;

/** Who pays, when nothing is known. */
export function noBilling(): Billing {
  return {
    address: { city: null, country: null, line1: null, line2: null, postal_code: null, state: null },
    email: null,
    name: null,
    phone: null,
    tax_id: null,
  };
}

type Common = { billing?: Billing; metadata?: Record<string, string> };

function base(world: World, common: Common): Omit<PaymentMethod, "type"> {
  return {
    id: newId("pm"),
    object: "payment_method",
    allow_redisplay: "unspecified",
    billing_details: common.billing ?? noBilling(),
    created: world.now(),
    customer: null,
    customer_account: null,
    livemode: false,
    metadata: common.metadata ?? {},
  };
}

/** A new payment method for a test card. */
export function createCard(
  world: World,
  card: TestCard,
  options: Common & { expMonth?: number; expYear?: number } = {},
): PaymentMethod {
  const nextYear = new Date(world.now() * 1000).getUTCFullYear() + 1;
  return world.store.put("paymentMethods", {
    ...base(world, options),
    type: "card",
    card: {
      brand: card.brand,
      checks: { address_line1_check: null, address_postal_code_check: null, cvc_check: "pass" },
      country: "US",
      display_brand: card.brand === "amex" ? "american_express" : card.brand,
      exp_month: options.expMonth ?? 12,
      exp_year: options.expYear ?? nextYear,
      fingerprint: fingerprint(card.number),
      funding: card.funding,
      generated_from: null,
      last4: card.number.slice(-4),
      networks: { available: [card.brand], preferred: null },
      regulated_status: "unregulated",
      three_d_secure_usage: { supported: true },
      wallet: null,
    },
  });
}

/** A new SEPA debit; only the end of the IBAN is kept. */
export function createSepaDebit(world: World, iban: string, options: Common = {}): PaymentMethod {
  return world.store.put("paymentMethods", {
    ...base(world, options),
    type: "sepa_debit",
    sepa_debit: {
      bank_code: iban.slice(4, 9),
      branch_code: "",
      country: iban.slice(0, 2),
      fingerprint: fingerprint(iban),
      generated_from: { charge: null, setup_attempt: null },
      last4: iban.slice(-4),
    },
  });
}

/** A new bank account in the United States; 000222222227 is Stripe's number that takes its time. */
export function createBankAccount(world: World, account: string, options: Common = {}): PaymentMethod {
  return world.store.put("paymentMethods", {
    ...base(world, options),
    type: "us_bank_account",
    us_bank_account: {
      account_holder_type: "individual",
      account_type: "checking",
      bank_name: "STRIPE TEST BANK",
      financial_connections_account: null,
      fingerprint: fingerprint(account),
      last4: account.slice(-4),
      networks: { preferred: "ach", supported: ["ach"] },
      routing_number: "110000000",
      status_details: {},
    },
  });
}

/** "•••• 4242" of whatever it is. */
export function lastFour(method: PaymentMethod): string {
  return method.card?.last4 ?? method.sepa_debit?.last4 ?? method.us_bank_account?.last4 ?? "";
}
