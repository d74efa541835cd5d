import { after } from "next/server";
import { systemContext } from "@/lib/server/assemble";
import { log } from "@/lib/server/log";
import { processEvent, takeEvent } from "@/lib/services/billing/events";

/** Stripe's events are a few kilobytes; nobody else has business here. */
const LARGEST_BODY = 1_000_000;

/** Takes an event: verified over its raw body, stored, answered at once, processed after the answer. */
export async function POST(request: Request): Promise<Response> {
  if (Number(request.headers.get("content-length") ?? 0) > LARGEST_BODY)
    return new Response(null, { status: 413 });
  const ctx = systemContext("stripe");
  const eventId = await takeEvent(ctx, await request.text(), request.headers.get("stripe-signature"));
  if (eventId === null) return Response.json({ error: "bad signature" }, { status: 400 });
  after(async () => {
    try {
      await processEvent(ctx, eventId);
    } catch (error) {
      // It is stored: the sweep takes it up again.
      const reason = error instanceof Error ? error.message : String(error);
      log.warn("a payment event waits for another try", { event: eventId, error: reason });
    }
  });
  return Response.json({ received: true });
}
