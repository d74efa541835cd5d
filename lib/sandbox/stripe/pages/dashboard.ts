import { money } from "../core/format";
import type { PaymentIntent } from "../core/types";
import type { World } from "../core/world";
import { openDispute } from "../payments/disputes";
import { settlePayment } from "../payments/later";
import { createRefund } from "../payments/refunds";
import { type Html, html, type Page, redirect } from "./html";
import { message, page } from "./layout";

const SHOWN = 50;

function action(path: string, label: string, about: string): Html {
  return html`<form method="post" action="${path}"><button class="small" aria-label="${label}: ${about}">${label}</button></form>`;
}

function actions(world: World, intent: PaymentIntent): Html[] {
  const base = `/sandbox/payments/${intent.id}`;
  if (intent.status === "processing") {
    return [action(`${base}/settle`, "Settle now", intent.id), action(`${base}/fail`, "Fail", intent.id)];
  }
  if (intent.status !== "succeeded" || intent.latest_charge === null) return [];
  const charge = world.get("charges", intent.latest_charge);
  return [
    ...(charge.disputed ? [] : [action(`${base}/dispute`, "Dispute", intent.id)]),
    ...(charge.refunded || charge.disputed ? [] : [action(`${base}/refund`, "Refund", intent.id)]),
  ];
}

function when(seconds: number): Html {
  const iso = new Date(seconds * 1000).toISOString();
  return html`<time datetime="${iso}">${iso.slice(0, 19).replace("T", " ")}</time>`;
}

function payments(world: World): Html {
  const rows = world.store.list("paymentIntents").slice(0, SHOWN);
  if (rows.length === 0) return html`<p class="soft">No payments yet.</p>`;
  return html`<div class="scroll" tabindex="0" role="region" aria-labelledby="payments"><table>
<thead><tr><th scope="col">Created (UTC)</th><th scope="col" class="number">Amount</th><th scope="col">State</th><th scope="col">Description</th><th scope="col">Payment</th><th scope="col">Actions</th></tr></thead>
<tbody>${rows.map(
    (row) =>
      html`<tr><td>${when(row.created)}</td><td class="number">${money(row.amount, row.currency)}</td><td>${row.status}</td><td>${
        row.description ?? ""
      }</td><td><code>${row.id}</code></td><td><div class="actions">${actions(world, row)}</div></td></tr>`,
  )}</tbody></table></div>`;
}

function deliveryState(world: World, event: string): string {
  const rows = world.store.list("deliveries").filter((one) => one.event === event);
  if (rows.length === 0) return "nobody listens";
  if (rows.every((one) => one.delivered)) return "delivered";
  const late = rows.find((one) => !one.delivered);
  const reason = late?.lastError ?? (late?.lastStatus ? `answered ${late.lastStatus}` : "not tried yet");
  return late?.nextAt === null ? `given up: ${reason}` : `waiting (${late?.attempts ?? 0} tried): ${reason}`;
}

function events(world: World): Html {
  const rows = world.store.list("events").slice(0, SHOWN);
  if (rows.length === 0) return html`<p class="soft">No events yet.</p>`;
  return html`<div class="scroll" tabindex="0" role="region" aria-labelledby="events"><table>
<thead><tr><th scope="col">Created (UTC)</th><th scope="col">Type</th><th scope="col">Event</th><th scope="col">Webhook</th><th scope="col">Actions</th></tr></thead>
<tbody>${rows.map(
    (row) =>
      html`<tr><td>${when(row.created)}</td><td>${row.type}</td><td><code>${row.id}</code></td><td>${deliveryState(
        world,
        row.id,
      )}</td><td>${action(`/sandbox/events/${row.id}/resend`, "Resend", row.id)}</td></tr>`,
  )}</tbody></table></div>`;
}

/** What happened in the sandbox, and buttons for what the outside world would do. */
export function showDashboard(world: World): Page {
  return page(
    { title: "Payments sandbox", wide: true },
    html`<h1>Payments sandbox</h1>
<p class="soft">This server speaks the API of Stripe for ${world.settings.merchant}. Delayed payments settle by themselves after ${
      world.settings.settleSeconds
    } s, or at a click.</p>
<h2 id="payments">Payments</h2>
${payments(world)}
<h2 id="events">Events</h2>
${events(world)}`,
  );
}

/** A button of the page above. */
export function submitDashboard(world: World, kind: string, id: string, verb: string): Page {
  if (kind === "events" && verb === "resend") {
    const event = world.get("events", id);
    for (const endpoint of world.listeners(event.type)) world.enqueue(event.id, endpoint);
    return redirect("/");
  }
  const intent = world.get("paymentIntents", id);
  const charge = intent.latest_charge === null ? null : world.get("charges", intent.latest_charge);
  if (intent.status === "processing" && verb === "settle") settlePayment(world, id, true);
  else if (intent.status === "processing" && verb === "fail") settlePayment(world, id, false);
  else if (charge?.paid && !charge.disputed && verb === "dispute") openDispute(world, charge, "fraudulent");
  else if (charge?.paid && verb === "refund") {
    createRefund(world, charge, { amount: undefined, reason: "requested_by_customer", metadata: {} });
  } else
    return message(
      409,
      "Not possible any more",
      `This payment is ${intent.status}.`,
      html`<p><a href="/">Back</a></p>`,
    );
  return redirect("/");
}
