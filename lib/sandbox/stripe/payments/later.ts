import type { World } from "../core/world";
import { bookLate } from "./charges";
import { currentSession, settleSession } from "./checkout";
import { settleDebit } from "./confirm";
import { finishRefund } from "./refunds";

/** A delayed payment ends, and its Checkout session with it. */
export function settlePayment(world: World, intentId: string, arrived: boolean): void {
  const before = world.get("paymentIntents", intentId).status;
  const intent = settleDebit(world, intentId, arrived);
  if (before === "processing") settleSession(world, intent);
}

/** Does everything whose second has come: delayed payments, bookings, refunds, expiring sessions. */
export function doWhatIsDue(world: World): void {
  const now = world.now();
  const due = world.store.list("due").filter((one) => one.at <= now);
  for (const one of due.sort((a, b) => a.at - b.at)) {
    world.store.delete("due", one.id);
    if (one.kind === "settle_payment") settlePayment(world, one.object, true);
    else if (one.kind === "fail_payment") settlePayment(world, one.object, false);
    else if (one.kind === "book_charge") bookLate(world, one.object);
    else finishRefund(world, one.object, one.kind === "finish_refund");
  }
  for (const session of world.store.list("sessions")) {
    if (session.status === "open" && session.expires_at <= now) currentSession(world, session.id);
  }
}
