import { DomainError } from "@/lib/domain/errors";
import type { Actor, ServiceContext } from "../context";

/** What every money function of the database takes first: who acts, for whom, how. */
export function actsAs(ctx: ServiceContext): string {
  return JSON.stringify({
    actor: actorName(ctx.actor),
    subject: ctx.subject?.accountId ?? null,
    mode: ctx.mode,
    actingId: ctx.acting?.id ?? null,
    requestId: ctx.requestId,
  });
}

/** A user's id, or the name of the part of the system. Throws `sign_in_needed` for a visitor. */
function actorName(actor: Actor): string {
  if (actor.kind === "visitor") throw new DomainError("sign_in_needed");
  return actor.kind === "user" ? actor.userId : `system:${actor.name}`;
}

const REFUSALS = ["key_reused", "clock_halted", "acting_read_only"] as const;

/** Runs a statement and turns the database's own refusals into expected errors. */
export async function refusable<R>(statement: () => Promise<R>): Promise<R> {
  try {
    return await statement();
  } catch (error) {
    const refusal = refusalIn(error);
    if (refusal) throw new DomainError(refusal);
    throw error;
  }
}

function refusalIn(error: unknown): (typeof REFUSALS)[number] | null {
  for (let at = error; at instanceof Error; at = at.cause) {
    const { message } = at;
    const found = REFUSALS.find((refusal) => message === refusal);
    if (found) return found;
    if ("constraint" in at && at.constraint === "ledger_transactions_key_unique") return "key_reused";
  }
  return null;
}
