import type { ErrorCode } from "@/lib/domain/errors";

const STATUS: Partial<Record<ErrorCode | "unexpected", number>> = {
  invalid_input: 422,
  sign_in_needed: 401,
  wrong_credentials: 401,
  forbidden: 403,
  acting_read_only: 403,
  email_unconfirmed: 403,
  password_confirmation_needed: 403,
  not_found: 404,
  link_expired: 410,
  insufficient_credit: 402,
  balance_ended: 402,
  balance_negative: 402,
  rate_limited: 429,
  payment_unavailable: 503,
  region_unavailable: 503,
  clock_halted: 503,
  unexpected: 500,
};

/** The HTTP status of a refusal; what is not listed is a conflict with the present state. */
export const statusOf = (code: ErrorCode | "unexpected"): number => STATUS[code] ?? 409;
