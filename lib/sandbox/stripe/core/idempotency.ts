import { createHash } from "node:crypto";
import { StripeFault } from "./errors";
import type { KeptAnswer } from "./types";
import type { World } from "./world";

const KEPT_SECONDS = 24 * 60 * 60;
const LONGEST_KEY = 255;

/** What two requests under one key must have in common. */
export function fingerprintOf(method: string, path: string, body: string): string {
  return createHash("sha256").update(`${method} ${path}\n${body}`).digest("hex");
}

/** The first answer under this key, or nothing when the key is new. Throws when the parameters differ. */
export function keptAnswer(world: World, key: string, fingerprint: string): KeptAnswer | undefined {
  if (key.length > LONGEST_KEY) {
    throw new StripeFault(400, {
      type: "invalid_request_error",
      message: `The idempotency key provided is too long: at most ${LONGEST_KEY} characters.`,
    });
  }
  const kept = world.store.find("keptAnswers", key);
  if (kept === undefined || kept.created + KEPT_SECONDS <= world.now()) return undefined;
  if (kept.fingerprint !== fingerprint) {
    throw new StripeFault(400, {
      type: "idempotency_error",
      message: `Keys for idempotent requests can only be used with the same parameters they were first used with. Try using a key other than '${key}' if you meant to execute a different request.`,
    });
  }
  return kept;
}

/** Remembers an answer, error or not, for a day. */
export function keepAnswer(
  world: World,
  key: string,
  fingerprint: string,
  status: number,
  body: string,
): void {
  world.store.put("keptAnswers", { id: key, fingerprint, status, body, created: world.now() });
}
