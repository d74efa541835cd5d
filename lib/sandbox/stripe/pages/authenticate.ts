import { money } from "../core/format";
import type { PaymentIntent, Session, SetupIntent } from "../core/types";
import type { World } from "../core/world";
import { payOnPage, successUrl } from "../payments/checkout";
import { AUTHENTICATION_FAILED, confirmIntent, failIntent } from "../payments/confirm";
import { succeedSetup } from "../resources/setup-intents";
import { html, type Page, redirect } from "./html";
import { message, page } from "./layout";

type Waiting = { intent: PaymentIntent; session: Session | undefined } | { setup: SetupIntent };

function find(world: World, id: string): Waiting | null {
  const intent = world.store.find("paymentIntents", id);
  if (intent?.status === "requires_action") {
    const session = world.store
      .list("sessions")
      .find((one) => one.payment_intent === id && one.status === "open");
    return { intent, session };
  }
  const setup = world.store.find("setupIntents", id);
  return setup?.status === "requires_action" ? { setup } : null;
}

const NOTHING: [string, string] = [
  "Nothing to authenticate",
  "This payment is not waiting for you any more.",
];

/** The page on which a customer's bank would ask for a code. */
export function showAuthenticate(world: World, id: string): Page {
  const waiting = find(world, id);
  if (waiting === null) return message(404, ...NOTHING);
  const what =
    "intent" in waiting ? money(waiting.intent.amount, waiting.intent.currency) : "Saving this card";
  return page(
    { title: "Authenticate your payment" },
    html`<h1>Authenticate your payment</h1>
<p class="amount">${what}</p>
<p class="soft">Here your bank would ask who you are. In the sandbox you decide how that ends.</p>
<form class="card" method="post">
<p><button class="main" name="result" value="complete">Complete authentication</button></p>
<button name="result" value="fail" style="width:100%">Fail authentication</button>
</form>`,
  );
}

function withOutcome(
  returnUrl: string,
  name: "payment_intent" | "setup_intent",
  row: PaymentIntent | SetupIntent,
): string {
  const url = new URL(returnUrl);
  url.searchParams.set(name, row.id);
  url.searchParams.set(`${name}_client_secret`, row.client_secret ?? "");
  url.searchParams.set("redirect_status", row.status === "succeeded" ? "succeeded" : "failed");
  return url.href;
}

function finish(
  returnUrl: string | null | undefined,
  name: "payment_intent" | "setup_intent",
  row: PaymentIntent | SetupIntent,
): Page {
  if (returnUrl) return redirect(withOutcome(returnUrl, name, row));
  return message(
    200,
    row.status === "succeeded" ? "Authenticated" : "Authentication failed",
    "You can close this page.",
  );
}

function finishSetup(world: World, setup: SetupIntent, complete: boolean): Page {
  const returnUrl = setup.next_action?.redirect_to_url?.return_url;
  const method = world.get("paymentMethods", setup.payment_method ?? "");
  if (complete) return finish(returnUrl, "setup_intent", succeedSetup(world, setup, method));
  const failed = world.update("setupIntents", setup.id, {
    last_setup_error: {
      type: "invalid_request_error",
      code: "setup_intent_authentication_failure",
      message: AUTHENTICATION_FAILED.message,
    },
    next_action: null,
    payment_method: null,
    status: "requires_payment_method",
  });
  world.emit("setup_intent.setup_failed", failed);
  return finish(returnUrl, "setup_intent", failed);
}

/** POST: the customer has authenticated, or failed to. */
export function submitAuthenticate(world: World, id: string, body: URLSearchParams): Page {
  const waiting = find(world, id);
  if (waiting === null) return message(404, ...NOTHING);
  const complete = body.get("result") === "complete";
  if ("setup" in waiting) return finishSetup(world, waiting.setup, complete);

  const { intent, session } = waiting;
  const returnUrl = intent.next_action?.redirect_to_url?.return_url;
  const method = world.get("paymentMethods", intent.payment_method ?? "");
  if (session !== undefined) {
    const result = complete
      ? payOnPage(world, session, method, true)
      : failIntent(world, intent, method, AUTHENTICATION_FAILED);
    const paid = result.status === "succeeded" ? successUrl(session) : null;
    return redirect(paid ?? `${world.baseUrl}/c/pay/${session.id}`);
  }
  const options = {
    offSession: false,
    returnUrl: returnUrl ?? null,
    errorOnAction: false,
    authenticated: true,
  };
  const result = complete
    ? confirmIntent(world, intent, method, options)
    : failIntent(world, intent, method, AUTHENTICATION_FAILED);
  return finish(returnUrl, "payment_intent", result);
}
