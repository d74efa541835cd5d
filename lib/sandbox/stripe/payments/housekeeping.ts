import type { World } from "../core/world";

const EVENTS_KEPT_SECONDS = 30 * 86_400;
const KEYS_KEPT_SECONDS = 86_400;

/** After a start on another port, stored links lead to the new address. */
export function moveLinks(world: World): void {
  const before = world.store.lastBaseUrl;
  if (before === undefined || before === world.baseUrl) return;
  const moved = (url: string) => (url.startsWith(before) ? world.baseUrl + url.slice(before.length) : url);
  for (const row of world.store.list("sessions").reverse()) {
    if (row.url !== null) world.update("sessions", row.id, { url: moved(row.url) });
  }
  for (const row of world.store.list("charges").reverse()) {
    if (row.receipt_url !== null) world.update("charges", row.id, { receipt_url: moved(row.receipt_url) });
  }
  for (const row of world.store.list("paymentIntents").reverse()) {
    const redirect = row.next_action?.redirect_to_url;
    if (!redirect) continue;
    const url = redirect.url === null ? null : moved(redirect.url);
    const return_url = redirect.return_url === null ? null : moved(redirect.return_url);
    world.update("paymentIntents", row.id, {
      next_action: { type: "redirect_to_url", redirect_to_url: { return_url, url } },
    });
  }
}

/** Events older than 30 days and idempotency keys older than a day are gone, as at Stripe. */
export function forgetOld(world: World): void {
  const now = world.now();
  for (const event of world.store.list("events")) {
    if (event.created < now - EVENTS_KEPT_SECONDS) world.store.delete("events", event.id);
  }
  for (const delivery of world.store.list("deliveries")) {
    if (world.store.find("events", delivery.event) === undefined)
      world.store.delete("deliveries", delivery.id);
  }
  for (const kept of world.store.list("keptAnswers")) {
    if (kept.created < now - KEYS_KEPT_SECONDS) world.store.delete("keptAnswers", kept.id);
  }
}
