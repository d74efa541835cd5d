import { money } from "../core/format";
import type { Session } from "../core/types";
import type { World } from "../core/world";
import { currentSession, payOnPage, successUrl } from "../payments/checkout";
import { createBankAccount, createCard, createSepaDebit, noBilling } from "../payments/payment-methods";
import { cardByNumber } from "../payments/test-cards";
import {
  checkCard,
  EMPTY,
  type FieldErrors,
  type FieldName,
  type FormValues,
  passesLuhn,
  readValues,
} from "./card-form";
import { html, type Page, redirect } from "./html";
import { message, page } from "./layout";

// Test accounts of Stripe's that take their time and then pay.
const SLOW_IBAN = "AT321904300235473204";
const SLOW_ACCOUNT = "000222222227";

const HINTS = [
  ["4242 4242 4242 4242", "Succeeds"],
  ["4000 0000 0000 9995", "Declined: insufficient funds"],
  ["4000 0000 0000 0002", "Declined"],
  ["4000 0025 0000 3155", "Asks for authentication"],
] as const;

type View = { values: FormValues; errors: FieldErrors; problem: string | null; status: number };

function field(name: FieldName, label: string, hint: string, view: View, numeric: boolean) {
  const error = view.errors[name];
  // A browser must not offer to fill in a real card here.
  return html`<div class="field">
<label for="${name}">${label}</label>
<input id="${name}" name="${name}" value="${view.values[name]}" placeholder="${hint}" autocomplete="off" spellcheck="false"${
    numeric && html` inputmode="numeric"`
  }${error !== undefined && html` aria-invalid="true" aria-describedby="${name}-error"`}>
${error !== undefined && html`<p class="error" id="${name}-error">${error}</p>`}
</div>`;
}

function methods(session: Session, values: FormValues) {
  if (session.payment_method_types.every((type) => type === "card")) return null;
  return html`<fieldset>
<legend>Payment method</legend>
<div class="choice"><input type="radio" id="method-card" name="method" value="card"${
    values.method === "card" && html` checked`
  }><label for="method-card">Card</label></div>
<div class="choice"><input type="radio" id="method-bank" name="method" value="bank"${
    values.method === "bank" && html` checked`
  }><label for="method-bank">Bank debit (takes time)</label></div>
</fieldset>
<p class="bank soft">The sandbox pays from a made-up bank account. The payment is first on its way and settles later.</p>`;
}

function form(world: World, session: Session, view: View): Page {
  const amount = money(session.amount_total ?? 0, session.currency ?? "usd");
  const lines = world.get("sessionDetails", session.id).lineItems;
  const wrong = Object.keys(view.errors).length > 0;
  const title = `${wrong || view.problem !== null ? "Error: " : ""}Pay ${world.settings.merchant}`;
  return page(
    { title, status: view.status },
    html`<h1>Pay ${world.settings.merchant}</h1>
<p class="amount">${amount}</p>
<ul class="lines soft">${lines.map(
      (line) => html`<li>${line.description}${(line.quantity ?? 1) > 1 && ` × ${line.quantity}`}</li>`,
    )}</ul>
${view.problem !== null && html`<p class="alert" role="alert">${view.problem}</p>`}
${wrong && html`<p class="alert" role="alert">Please check the fields marked below. Nothing was charged.</p>`}
<form class="card" method="post">
${methods(session, view.values)}
<div class="cardonly">
${field("number", "Card number", "4242 4242 4242 4242", view, true)}
<div class="two">
${field("expiration", "Expiration", "12 / 34", view, true)}
${field("cvc", "CVC", "123", view, true)}
</div>
${field("name", "Name on card", "Ada Lovelace", view, false)}
</div>
<button class="main" type="submit">Pay ${amount}</button>
</form>
${session.cancel_url !== null && html`<p><a href="${session.cancel_url}">Back</a></p>`}
<section class="card" aria-labelledby="test-numbers">
<h2 id="test-numbers" style="margin-top:0">Test numbers</h2>
<table><thead><tr><th scope="col">Card number</th><th scope="col">What happens</th></tr></thead>
<tbody>${HINTS.map(([number, effect]) => html`<tr><td><code>${number}</code></td><td>${effect}</td></tr>`)}</tbody></table>
<p class="soft">Any future expiration, any CVC, any name.</p>
</section>`,
  );
}

function closed(session: Session): Page {
  if (session.status === "complete") {
    const next = successUrl(session);
    const more = next === null ? null : html`<p><a class="button" href="${next}">Continue</a></p>`;
    return message(200, "This payment is complete", "You can close this page.", more);
  }
  const back =
    session.cancel_url === null ? null : html`<p><a class="button" href="${session.cancel_url}">Back</a></p>`;
  return message(410, "This page has expired", "Nothing was charged. Go back and start again.", back);
}

/** GET of the hosted page. */
export function showCheckout(world: World, id: string): Page {
  if (world.store.find("sessions", id) === undefined)
    return message(404, "No such page", "Check the address.");
  const session = currentSession(world, id);
  if (session.status !== "open") return closed(session);
  const intent =
    session.payment_intent === null ? undefined : world.store.find("paymentIntents", session.payment_intent);
  const problem = intent?.last_payment_error?.message ?? null;
  return form(world, session, { values: EMPTY, errors: {}, problem, status: 200 });
}

function methodFrom(
  world: World,
  session: Session,
  values: FormValues,
): ReturnType<typeof createCard> | FieldErrors {
  if (values.method === "bank" && session.payment_method_types.includes("sepa_debit")) {
    return createSepaDebit(world, SLOW_IBAN);
  }
  if (values.method === "bank" && session.payment_method_types.includes("us_bank_account")) {
    return createBankAccount(world, SLOW_ACCOUNT);
  }
  const checked = checkCard(values, new Date(world.now() * 1000));
  if ("errors" in checked) return checked.errors;
  const { card, expMonth, expYear, name } = checked.ok;
  return createCard(world, card, { billing: { ...noBilling(), name }, expMonth, expYear });
}

/** A valid number that is not a test number is somebody's card: it does not go back into the page. */
function withoutRealCard(values: FormValues): FormValues {
  const digits = values.number.replace(/[\s-]/g, "");
  const real = /^\d{13,19}$/.test(digits) && passesLuhn(digits) && cardByNumber(digits) === undefined;
  return real ? { ...values, number: "", cvc: "" } : values;
}

/** POST of the hosted page. */
export function submitCheckout(world: World, id: string, body: URLSearchParams): Page {
  if (world.store.find("sessions", id) === undefined)
    return message(404, "No such page", "Check the address.");
  const session = currentSession(world, id);
  if (session.status === "complete") return redirect(successUrl(session) ?? `${world.baseUrl}/c/pay/${id}`);
  if (session.status !== "open") return closed(session);
  const values = readValues(body);
  const method = methodFrom(world, session, values);
  if (!("object" in method)) {
    return form(world, session, {
      values: withoutRealCard(values),
      errors: method,
      problem: null,
      status: 422,
    });
  }
  const intent = payOnPage(world, session, method);
  if (intent.status === "requires_action") return redirect(`${world.baseUrl}/authenticate/${intent.id}`);
  if (intent.last_payment_error !== null) {
    const problem = `${intent.last_payment_error.message ?? "The payment failed."} Nothing was charged. Try another card.`;
    return form(world, world.get("sessions", id), { values, errors: {}, problem, status: 402 });
  }
  return redirect(successUrl(world.get("sessions", id)) ?? `${world.baseUrl}/c/pay/${id}`);
}
