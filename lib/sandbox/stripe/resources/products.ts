import { invalid } from "../core/errors";
import { newId } from "../core/ids";
import { listPage } from "../core/list";
import type { Params } from "../core/params";
import { get, post, type Route } from "../core/routing";
import type { Price, Product } from "../core/types";
import type { World } from "../core/world";
import { checkedCurrency } from "./payment-intents";

/** A product, from its own request or from a price's `product_data`. */
export function createProduct(world: World, fields: Params): Product {
  const product: Product = {
    id: fields.text("id") ?? newId("prod"),
    object: "product",
    active: fields.flag("active") ?? true,
    created: world.now(),
    default_price: null,
    description: fields.nullableText("description") ?? null,
    images: fields.texts("images") ?? [],
    livemode: false,
    marketing_features: [],
    metadata: fields.metadata(),
    name: fields.required("name"),
    package_dimensions: null,
    shippable: null,
    statement_descriptor: null,
    tax_code: fields.nullableText("tax_code") ?? null,
    tax_details: null,
    type: "service",
    unit_label: null,
    updated: world.now(),
    url: null,
  };
  return product;
}

const INTERVALS = ["day", "week", "month", "year"] as const;

function readRecurring(fields: Params | undefined): Price["recurring"] {
  if (fields === undefined) return null;
  fields.required("interval");
  return {
    interval: fields.choice("interval", INTERVALS) ?? "month",
    interval_count: fields.integer("interval_count") ?? 1,
    meter: null,
    trial_period_days: null,
    usage_type: "licensed",
  };
}

/** A price of a product, per unit, in minor units. */
export function createPrice(world: World, fields: Params, product: string): Price {
  const currency = checkedCurrency(fields.required("currency"), fields.name("currency"));
  const amount = fields.integer("unit_amount");
  if (amount === undefined || amount < 0) {
    throw invalid(`Missing required param: ${fields.name("unit_amount")}.`, fields.name("unit_amount"));
  }
  const recurring = readRecurring(fields.child("recurring"));
  return {
    id: newId("price"),
    object: "price",
    active: true,
    billing_scheme: "per_unit",
    created: world.now(),
    currency,
    custom_unit_amount: null,
    livemode: false,
    lookup_key: null,
    metadata: fields.metadata(),
    nickname: fields.nullableText("nickname") ?? null,
    product,
    recurring,
    tax_behavior: fields.choice("tax_behavior", ["exclusive", "inclusive", "unspecified"]) ?? "unspecified",
    tiers_mode: null,
    transform_quantity: null,
    type: recurring === null ? "one_time" : "recurring",
    unit_amount: amount,
    unit_amount_decimal: String(amount),
  };
}

/** `/v1/products` and `/v1/prices`. */
export const productRoutes: Route[] = [
  post("/v1/products", (world, { params }) => {
    const product = createProduct(world, params);
    params.done();
    world.store.put("products", product);
    world.emit("product.created", product);
    return product;
  }),
  get("/v1/products", (world, { params }) => listPage(world.store.list("products"), params, "/v1/products")),
  get("/v1/products/:id", (world, { part }) => world.get("products", part("id"))),
  post("/v1/prices", (world, { params }) => {
    const data = params.child("product_data");
    const named = params.text("product");
    const made = data === undefined ? null : createProduct(world, data);
    if (made === null && !named)
      throw invalid("Missing required param: product.", "product", "parameter_missing");
    const product = made?.id ?? world.get("products", named ?? "", "product").id;
    const price = createPrice(world, params, product);
    params.done();
    if (made !== null) {
      world.store.put("products", made);
      world.emit("product.created", made);
    }
    world.store.put("prices", price);
    world.emit("price.created", price);
    return price;
  }),
  get("/v1/prices", (world, { params }) => {
    const product = params.text("product");
    const rows = world.store.list("prices").filter((row) => !product || row.product === product);
    return listPage(rows, params, "/v1/prices");
  }),
  get("/v1/prices/:id", (world, { part }) => world.get("prices", part("id"))),
];
