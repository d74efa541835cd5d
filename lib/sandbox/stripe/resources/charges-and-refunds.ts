import { invalid, missing } from "../core/errors";
import { listPage } from "../core/list";
import type { Params } from "../core/params";
import { get, post, type Route } from "../core/routing";
import type { Charge } from "../core/types";
import type { World } from "../core/world";
import { createRefund } from "../payments/refunds";

const REASONS = ["duplicate", "fraudulent", "requested_by_customer"] as const;

function chargeToRefund(world: World, params: Params): Charge {
  const charge = params.text("charge");
  if (charge) return world.get("charges", charge, "charge");
  const intent = params.text("payment_intent");
  if (!intent) {
    throw invalid(
      "One of the following params should be provided for this request: payment_intent or charge.",
    );
  }
  const { latest_charge } = world.get("paymentIntents", intent, "payment_intent");
  if (latest_charge === null)
    throw invalid(`This PaymentIntent (${intent}) does not have a successful charge to refund.`);
  return world.get("charges", latest_charge);
}

/** `/v1/charges`, `/v1/refunds`, `/v1/balance_transactions`, `/v1/balance`. */
export const chargeRoutes: Route[] = [
  get("/v1/charges", (world, { params }) => {
    const customer = params.text("customer");
    const intent = params.text("payment_intent");
    const rows = world.store
      .list("charges")
      .filter(
        (row) => (!customer || row.customer === customer) && (!intent || row.payment_intent === intent),
      );
    return listPage(rows, params, "/v1/charges");
  }),
  get("/v1/charges/:id", (world, { part }) => world.get("charges", part("id"))),
  post("/v1/charges/:id", (world, { part, params }) => {
    const charge = world.get("charges", part("id"));
    const description = params.nullableText("description") ?? charge.description;
    const metadata = params.metadata(charge.metadata);
    params.done();
    const updated = world.update("charges", charge.id, { description, metadata });
    world.emit("charge.updated", updated);
    return updated;
  }),
  post("/v1/refunds", (world, { params }) => {
    const charge = chargeToRefund(world, params);
    const request = {
      amount: params.integer("amount"),
      reason: params.choice("reason", REASONS) ?? null,
      metadata: params.metadata(),
    };
    params.done();
    return createRefund(world, charge, request);
  }),
  get("/v1/refunds", (world, { params }) => {
    const charge = params.text("charge");
    const intent = params.text("payment_intent");
    const rows = world.store
      .list("refunds")
      .filter((row) => (!charge || row.charge === charge) && (!intent || row.payment_intent === intent));
    return listPage(rows, params, "/v1/refunds");
  }),
  get("/v1/refunds/:id", (world, { part }) => world.get("refunds", part("id"))),
  post("/v1/refunds/:id", (world, { part, params }) => {
    const refund = world.get("refunds", part("id"));
    const metadata = params.metadata(refund.metadata);
    params.done();
    const updated = world.update("refunds", refund.id, { metadata });
    world.emit("refund.updated", updated, { metadata: refund.metadata ?? {} });
    world.emit("charge.refund.updated", updated, { metadata: refund.metadata ?? {} });
    return updated;
  }),
  get("/v1/charges/:id/refunds", (world, { part, params }) => {
    const charge = world.get("charges", part("id"));
    const rows = world.store.list("refunds").filter((row) => row.charge === charge.id);
    return listPage(rows, params, `/v1/charges/${charge.id}/refunds`);
  }),
  get("/v1/balance_transactions", (world, { params }) => {
    const source = params.text("source");
    const type = params.text("type");
    const rows = world.store
      .list("balanceTransactions")
      .filter((row) => (!source || row.source === source) && (!type || row.type === type));
    return listPage(rows, params, "/v1/balance_transactions");
  }),
  get("/v1/balance_transactions/:id", (world, { part }) => {
    const row = world.store.find("balanceTransactions", part("id"));
    if (row === undefined) throw missing("balance transaction", part("id"));
    return row;
  }),
  get("/v1/balance", (world) => {
    const pending = new Map<string, number>();
    for (const row of world.store.list("balanceTransactions")) {
      pending.set(row.currency, (pending.get(row.currency) ?? 0) + row.net);
    }
    const amounts = [...pending].map(([currency, amount]) => ({
      amount,
      currency,
      source_types: { card: amount },
    }));
    return { object: "balance", available: [], livemode: false, pending: amounts };
  }),
];
