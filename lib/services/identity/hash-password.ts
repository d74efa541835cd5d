import { hash, verify } from "@node-rs/argon2";

/** argon2id with 19 MiB, two passes, one lane. */
const COST = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };
const CURRENT = `$argon2id$v=19$m=${COST.memoryCost},t=${COST.timeCost},p=${COST.parallelism}$`;

/**
 * The hash of a password that nobody has. An unknown address is checked against it, so that the answer takes as long
 * as for a known one.
 */
export const NOBODY =
  "$argon2id$v=19$m=19456,t=2,p=1$lvdxwO/cXqsx81p90mF3LA$ZCxQPTC1A00jVA5dWjsz1F0/7u+YrLbZFeHr3ueM0rw";

export function hashPassword(password: string): Promise<string> {
  return hash(password, COST);
}

/** Whether the password fits. Without a hash it does the same work and says no. */
export async function passwordFits(stored: string | null, password: string): Promise<boolean> {
  const fits = await verify(stored ?? NOBODY, password);
  return stored !== null && fits;
}

/** Whether a hash was made with other costs than today's. */
export const isOutdated = (stored: string): boolean => !stored.startsWith(CURRENT);
