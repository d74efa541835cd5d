/** Every expected refusal. The words are in `lib/i18n/<language>/errors`; the code is the public API's `error.code`. */
export const errorCodes = [
  "invalid_input",
  "sign_in_needed",
  "forbidden",
  "not_found",
  "acting_read_only",
  "email_unconfirmed",
  "password_confirmation_needed",
  "rate_limited",
  "wrong_credentials",
  "link_expired",
  "already_exists",
  "key_reused",
  "insufficient_credit",
  "price_changed",
  "out_of_stock",
  "disk_host_full",
  "over_quota",
  "region_unavailable",
  "wrong_state",
  "balance_ended",
  "balance_negative",
  "refund_exceeds_balance",
  "too_many_failed_boots",
  "payment_unavailable",
  "clock_halted",
  "volume_host_full",
  "no_room_for_volume",
  "kept_limit",
  "image_in_use",
  "edited_meanwhile",
  "ssh_key_private",
  "ssh_key_invalid",
  "ssh_key_weak",
] as const;
export type ErrorCode = (typeof errorCodes)[number];

/** Values for the words of an error: already formatted text, or integers as decimal strings. */
export type ErrorParams = Record<string, string>;

/** An expected refusal that reaches the user in their language. `field` names the input it belongs to. */
export class DomainError extends Error {
  constructor(
    readonly code: ErrorCode,
    readonly params: ErrorParams = {},
    readonly field?: string,
  ) {
    super(code);
    this.name = "DomainError";
  }
}
