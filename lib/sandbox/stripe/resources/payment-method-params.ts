import { invalid } from "../core/errors";
import type { Params } from "../core/params";
import type { PaymentMethod } from "../core/types";
import type { World } from "../core/world";
import {
  type Billing,
  createBankAccount,
  createCard,
  createSepaDebit,
  noBilling,
} from "../payments/payment-methods";
import { cardByToken } from "../payments/test-cards";

export const ADDRESS_FIELDS = ["city", "country", "line1", "line2", "postal_code", "state"] as const;

/** An address of which any part may be missing. */
export function readAddress(params: Params | undefined) {
  const part = (key: (typeof ADDRESS_FIELDS)[number]) => params?.nullableText(key) ?? null;
  return {
    city: part("city"),
    country: part("country"),
    line1: part("line1"),
    line2: part("line2"),
    postal_code: part("postal_code"),
    state: part("state"),
  };
}

export function readBilling(params: Params | undefined, current: Billing = noBilling()): Billing {
  if (params === undefined) return current;
  return {
    address: params.has("address") ? readAddress(params.child("address")) : current.address,
    email: params.nullableText("email") ?? current.email,
    name: params.nullableText("name") ?? current.name,
    phone: params.nullableText("phone") ?? current.phone,
    tax_id: current.tax_id,
  };
}

const RAW_NUMBER =
  "Sending credit card numbers directly to the Stripe API is generally unsafe. Use a test token such as pm_card_visa or tok_visa instead.";

/** `type=card&card[token]=tok_visa`, `type=sepa_debit&sepa_debit[iban]=…`, `type=us_bank_account&…`. */
export function createFromParams(world: World, params: Params): PaymentMethod {
  const type = params.required("type");
  const common = { billing: readBilling(params.child("billing_details")), metadata: params.metadata() };
  if (type === "card") {
    const fields = params.child("card");
    if (fields?.has("number")) throw invalid(RAW_NUMBER, "card[number]");
    const token = fields?.required("token") ?? params.required("card[token]");
    const card = cardByToken(token);
    if (card === undefined) throw invalid(`No such token: '${token}'`, "card[token]", "resource_missing");
    return createCard(world, card, common);
  }
  if (type === "sepa_debit") {
    const iban = (params.child("sepa_debit")?.required("iban") ?? "").replaceAll(" ", "").toUpperCase();
    if (!/^[A-Z]{2}\d{2}[A-Z0-9]{11,30}$/.test(iban)) {
      throw invalid(
        "The IBAN you have entered appears to be invalid.",
        "sepa_debit[iban]",
        "invalid_bank_account_iban",
      );
    }
    return createSepaDebit(world, iban, common);
  }
  if (type === "us_bank_account") {
    const fields = params.child("us_bank_account");
    fields?.ignore("routing_number", "account_holder_type", "account_type");
    return createBankAccount(world, fields?.required("account_number") ?? "000123456789", common);
  }
  throw invalid(
    `The sandbox has no payment method of type ${type}. Use card, sepa_debit or us_bank_account.`,
    "type",
  );
}

/** A stored method, or a fresh one for a test token such as `pm_card_visa`. */
export function resolveMethod(world: World, id: string): PaymentMethod {
  if (id.startsWith("pm_card_")) {
    const card = cardByToken(id);
    if (card !== undefined) return createCard(world, card);
  }
  return world.get("paymentMethods", id, "payment_method");
}
