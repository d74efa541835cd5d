const ALPHABET = "abcdefghijklmnopqrstuvwxyz234567";

export type IdPrefix =
  | "acc"
  | "usr"
  | "ses"
  | "act"
  | "ins"
  | "run"
  | "key"
  | "pay"
  | "prc"
  | "opr"
  | "evt"
  | "grt"
  | "ltx"
  | "quo"
  | "seg"
  | "dep";

/** A new id: `prefix_` and 20 random letters and digits (100 bits). */
export function newId(prefix: IdPrefix): string {
  const random = crypto.getRandomValues(new Uint8Array(20));
  return `${prefix}_${Array.from(random, (byte) => ALPHABET[byte & 31]).join("")}`;
}
