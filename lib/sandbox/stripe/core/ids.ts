import { randomBytes } from "node:crypto";

const ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

function random(length: number): string {
  let text = "";
  for (const byte of randomBytes(length * 2)) {
    // 248 = 4 × 62: bytes above would favour the first letters.
    if (byte < 248 && text.length < length) text += ALPHABET.charAt(byte % 62);
  }
  return text.length === length ? text : random(length);
}

/** A new id in Stripe's form: prefix, underscore, 24 letters and digits. */
export function newId(prefix: string): string {
  return `${prefix}_${random(24)}`;
}

/** Checkout sessions of test mode have a longer id of their own kind. */
export function newSessionId(): string {
  return `cs_test_a1${random(56)}`;
}

/** The secret that lets a browser act on one intent. */
export function newClientSecret(id: string): string {
  return `${id}_secret_${random(25)}`;
}

/** A signing secret for a webhook endpoint. */
export function newWebhookSecret(): string {
  return `whsec_${random(32)}`;
}
