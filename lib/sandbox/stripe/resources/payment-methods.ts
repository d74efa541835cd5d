import { invalid } from "../core/errors";
import { listPage } from "../core/list";
import { get, post, type Route } from "../core/routing";
import { createFromParams, readBilling, resolveMethod } from "./payment-method-params";

/** `/v1/payment_methods`. */
export const paymentMethodRoutes: Route[] = [
  post("/v1/payment_methods", (world, { params }) => {
    const method = createFromParams(world, params);
    params.done();
    return method;
  }),
  get("/v1/payment_methods", (world, { params }) => {
    const customer = params.text("customer");
    const type = params.text("type");
    const rows = world.store
      .list("paymentMethods")
      .filter((row) => (customer === undefined ? true : row.customer === customer))
      .filter((row) => (type === undefined ? true : row.type === type));
    return listPage(rows, params, "/v1/payment_methods");
  }),
  get("/v1/payment_methods/:id", (world, { part }) => resolveMethod(world, part("id"))),
  post("/v1/payment_methods/:id", (world, { part, params }) => {
    const method = world.get("paymentMethods", part("id"));
    if (method.customer === null) {
      throw invalid("You must save this PaymentMethod to a customer before you can update it.");
    }
    const updated = world.update("paymentMethods", method.id, {
      billing_details: readBilling(params.child("billing_details"), method.billing_details),
      metadata: params.metadata(method.metadata),
    });
    params.done();
    world.emit("payment_method.updated", updated);
    return updated;
  }),
  post("/v1/payment_methods/:id/attach", (world, { part, params }) => {
    const customer = world.get("customers", params.required("customer"), "customer");
    params.done();
    const method = resolveMethod(world, part("id"));
    if (method.customer !== null && method.customer !== customer.id) {
      throw invalid("The payment method you provided has already been attached to a customer.");
    }
    const attached = world.update("paymentMethods", method.id, { customer: customer.id });
    world.emit("payment_method.attached", attached);
    return attached;
  }),
  post("/v1/payment_methods/:id/detach", (world, { part }) => {
    const method = world.get("paymentMethods", part("id"));
    if (method.customer === null) {
      throw invalid(
        "The payment method you provided is not attached to a customer so detachment is impossible.",
      );
    }
    const detached = world.update("paymentMethods", method.id, { customer: null });
    world.emit("payment_method.detached", detached, { customer: method.customer });
    return detached;
  }),
];
