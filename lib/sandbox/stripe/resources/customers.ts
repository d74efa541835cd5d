import { randomBytes } from "node:crypto";
import { newId } from "../core/ids";
import { listPage } from "../core/list";
import type { Params } from "../core/params";
import { del, get, post, type Route } from "../core/routing";
import type { Customer } from "../core/types";
import type { World } from "../core/world";
import { readAddress, resolveMethod } from "./payment-method-params";

function readShipping(params: Params): Customer["shipping"] | undefined {
  const fields = params.child("shipping");
  if (fields === undefined) return undefined;
  const address = readAddress(fields.child("address"));
  return { address, name: fields.required("name"), phone: fields.nullableText("phone") ?? null };
}

function fieldsOf(params: Params, current: Customer): Customer {
  const invoice = params.child("invoice_settings");
  const usual = invoice?.nullableText("default_payment_method");
  return {
    ...current,
    address: params.has("address") ? readAddress(params.child("address")) : (current.address ?? null),
    description: params.has("description")
      ? (params.nullableText("description") ?? null)
      : current.description,
    email: params.has("email") ? (params.nullableText("email") ?? null) : current.email,
    invoice_settings: {
      ...current.invoice_settings,
      default_payment_method: usual === undefined ? current.invoice_settings.default_payment_method : usual,
    },
    metadata: params.metadata(current.metadata),
    name: params.has("name") ? (params.nullableText("name") ?? null) : (current.name ?? null),
    phone: params.has("phone") ? (params.nullableText("phone") ?? null) : (current.phone ?? null),
    preferred_locales: params.texts("preferred_locales") ?? current.preferred_locales ?? [],
    shipping: readShipping(params) ?? current.shipping,
  };
}

function blank(world: World): Customer {
  return {
    id: newId("cus"),
    object: "customer",
    address: null,
    balance: 0,
    created: world.now(),
    currency: null,
    default_source: null,
    delinquent: false,
    description: null,
    discount: null,
    email: null,
    invoice_prefix: randomBytes(4).toString("hex").toUpperCase(),
    invoice_settings: {
      custom_fields: null,
      default_payment_method: null,
      footer: null,
      rendering_options: null,
    },
    livemode: false,
    metadata: {},
    name: null,
    next_invoice_sequence: 1,
    phone: null,
    preferred_locales: [],
    shipping: null,
    tax_exempt: "none",
    test_clock: null,
  };
}

/** The fields that an update changed, with their old values: `previous_attributes`. */
function changes(before: Customer, after: Customer): object {
  return Object.fromEntries(
    Object.entries(before).filter(([key, value]) => {
      const next = Object.entries(after).find(([name]) => name === key)?.[1];
      return JSON.stringify(next) !== JSON.stringify(value);
    }),
  );
}

/** `/v1/customers`. */
export const customerRoutes: Route[] = [
  post("/v1/customers", (world, { params }) => {
    const customer = fieldsOf(params, blank(world));
    const saved = params.text("payment_method");
    params.done();
    world.store.put("customers", customer);
    if (saved) world.update("paymentMethods", resolveMethod(world, saved).id, { customer: customer.id });
    world.emit("customer.created", customer);
    return customer;
  }),
  get("/v1/customers", (world, { params }) => {
    const email = params.text("email");
    const rows = world.store.list("customers").filter((row) => email === undefined || row.email === email);
    return listPage(rows, params, "/v1/customers");
  }),
  get("/v1/customers/:id", (world, { part }) => world.get("customers", part("id"))),
  post("/v1/customers/:id", (world, { part, params }) => {
    const before = world.get("customers", part("id"));
    const after = fieldsOf(params, before);
    params.done();
    world.store.put("customers", after);
    world.emit("customer.updated", after, changes(before, after));
    return after;
  }),
  del("/v1/customers/:id", (world, { part }) => {
    const customer = world.get("customers", part("id"));
    world.store.delete("customers", customer.id);
    world.emit("customer.deleted", customer);
    return { id: customer.id, object: "customer", deleted: true };
  }),
  get("/v1/customers/:id/payment_methods", (world, { part, params }) => {
    const customer = world.get("customers", part("id"));
    const type = params.text("type");
    const rows = world.store
      .list("paymentMethods")
      .filter((row) => row.customer === customer.id && (type === undefined || row.type === type));
    return listPage(rows, params, `/v1/customers/${customer.id}/payment_methods`);
  }),
];
