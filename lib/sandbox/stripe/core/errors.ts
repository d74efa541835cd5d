import type Stripe from "stripe";

type ErrorBody = Omit<
  Stripe.StripeRawError,
  "headers" | "requestId" | "statusCode" | "payment_intent" | "setup_intent" | "payment_method" | "type"
> & {
  type: "api_error" | "card_error" | "idempotency_error" | "invalid_request_error";
  payment_intent?: object;
  setup_intent?: object;
  payment_method?: object;
};

/** An answer that is an error, in Stripe's shape. */
export class StripeFault extends Error {
  constructor(
    readonly status: number,
    readonly body: ErrorBody,
  ) {
    super(body.message ?? body.type);
    this.name = "StripeFault";
  }
}

/** 400: the request cannot be understood or done. `param` is the field in Stripe's bracket notation. */
export function invalid(message: string, param?: string, code?: string): StripeFault {
  return new StripeFault(400, {
    type: "invalid_request_error",
    message,
    ...(param === undefined ? {} : { param }),
    ...(code === undefined
      ? {}
      : { code, doc_url: `https://stripe.com/docs/error-codes/${code.replaceAll("_", "-")}` }),
  });
}

/** 404 for a URL's own object, 400 for one that a parameter names; both say `resource_missing`. */
export function missing(noun: string, id: string, param = "id"): StripeFault {
  return new StripeFault(param === "id" ? 404 : 400, {
    type: "invalid_request_error",
    code: "resource_missing",
    doc_url: "https://stripe.com/docs/error-codes/resource-missing",
    message: `No such ${noun}: '${id}'`,
    param,
  });
}
