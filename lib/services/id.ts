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

const LENGTH = 20;
// Drawn in advance: asking the system for each id costs more than everything else about it.
const drawn = new Uint8Array(200 * LENGTH);
let used = drawn.length;

/** A new id: `prefix_` and 20 random letters and digits (100 bits). */
export function newId(prefix: IdPrefix): string {
  if (used === drawn.length) {
    crypto.getRandomValues(drawn);
    used = 0;
  }
  let id = `${prefix}_`;
  for (const end = used + LENGTH; used < end; used++) id += ALPHABET.charAt((drawn[used] ?? 0) & 31);
  return id;
}
