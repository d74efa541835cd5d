import { invalid } from "../core/errors";
import type { Params } from "../core/params";

const KNOWN = ["card", "sepa_debit", "us_bank_account"];

export type MethodTypes = {
  allowed: string[] | null;
  /** Whether the caller named exact types, as older versions of the API did. */
  named: boolean;
  types: string[];
};

/** What a customer can pay with: a card, and a bank debit where the currency has one. */
export function automaticTypes(currency: string): string[] {
  return currency === "eur" ? ["card", "sepa_debit"] : ["card", "us_bank_account"];
}

/**
 * Which methods may be used: `allowed_payment_method_types` and `excluded_payment_method_types` filter what is
 * available. Callers of older versions may still name `payment_method_types`; in the present one it is unknown.
 */
export function readMethodTypes(params: Params, available: string[], current: boolean): MethodTypes {
  const allowed = params.texts("allowed_payment_method_types");
  const excluded = params.texts("excluded_payment_method_types") ?? [];
  const named = current ? undefined : params.texts("payment_method_types");
  const unknown = named?.find((type) => !KNOWN.includes(type));
  if (unknown !== undefined) {
    throw invalid(
      `The sandbox has no payment method of type ${unknown}. Use ${KNOWN.join(", ")}.`,
      "payment_method_types",
    );
  }
  const types =
    named ??
    available.filter((type) => !excluded.includes(type) && (allowed === undefined || allowed.includes(type)));
  if (types.length === 0) {
    throw invalid(
      `No payment method is left. The sandbox has ${available.join(" and ")} in this currency.`,
      "allowed_payment_method_types",
    );
  }
  return { allowed: allowed ?? null, named: named !== undefined, types };
}
