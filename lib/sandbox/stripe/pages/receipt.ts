import { money } from "../core/format";
import type { World } from "../core/world";
import { html, type Page } from "./html";
import { message, page } from "./layout";

/** The receipt that `receipt_url` points at. */
export function showReceipt(world: World, id: string): Page {
  const charge = world.store.find("charges", id);
  if (charge === undefined || !charge.paid) return message(404, "No such receipt", "Check the address.");
  const details = charge.payment_method_details;
  const last4 = details?.card?.last4 ?? details?.sepa_debit?.last4 ?? details?.us_bank_account?.last4 ?? "";
  const brand = details?.card?.brand ?? details?.type ?? "";
  const refunded = charge.amount_refunded;
  return page(
    { title: `Receipt from ${world.settings.merchant}` },
    html`<h1>Receipt from ${world.settings.merchant}</h1>
<p class="amount">${money(charge.amount, charge.currency)}</p>
<dl class="card">
<dt>Paid</dt><dd><time datetime="${new Date(charge.created * 1000).toISOString()}">${new Date(
      charge.created * 1000,
    ).toUTCString()}</time></dd>
<dt>Method</dt><dd>${brand} •••• ${last4}</dd>
${charge.description !== null && html`<dt>For</dt><dd>${charge.description}</dd>`}
${refunded > 0 && html`<dt>Refunded</dt><dd>${money(refunded, charge.currency)}</dd>`}
<dt>Number</dt><dd><code>${charge.id}</code></dd>
</dl>`,
  );
}
