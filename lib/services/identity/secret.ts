import { createHash, randomBytes } from "node:crypto";

/** A new secret for a cookie or a link (256 bits), and the hash under which the database knows it. */
export function newSecret(): { secret: string; hash: string } {
  const secret = randomBytes(32).toString("base64url");
  return { secret, hash: hashSecret(secret) };
}

/** SHA-256 in hex. The secrets are random, so that a slow hash would add nothing. */
export function hashSecret(secret: string): string {
  return createHash("sha256").update(secret).digest("hex");
}
