import { invalid } from "../core/errors";
import { newId } from "../core/ids";
import type { Params } from "../core/params";
import type { LineItem, Price, SessionDetail } from "../core/types";
import type { World } from "../core/world";
import { readIntentShipping } from "./payment-intents";
import { createPrice, createProduct } from "./products";

const SHORTEST_SECONDS = 30 * 60;
const LONGEST_SECONDS = 24 * 60 * 60;

function priceOf(world: World, item: Params): Price {
  const named = item.text("price");
  const data = item.child("price_data");
  if (named) return world.get("prices", named, item.name("price"));
  if (data === undefined) {
    throw invalid(`Missing required param: ${item.name("price")}.`, item.name("price"), "parameter_missing");
  }
  const productData = data.child("product_data");
  const existing = data.text("product");
  const product =
    productData === undefined
      ? world.get("products", existing ?? "", data.name("product"))
      : // An inline product serves this one sale: it is kept, but not offered again.
        { ...createProduct(world, productData), active: false };
  const price = { ...createPrice(world, data, product.id), active: false };
  world.store.put("products", product);
  return world.store.put("prices", price);
}

/** The lines of a sale, all in one currency. */
export function readLineItems(world: World, params: Params): LineItem[] {
  const items = params.items("line_items").map((item): LineItem => {
    const price = priceOf(world, item);
    if (price.recurring !== null) {
      throw invalid("You must not use a recurring price in `payment` mode.", item.name("price"));
    }
    const quantity = item.integer("quantity") ?? 1;
    if (quantity < 1)
      throw invalid("Invalid positive integer", item.name("quantity"), "parameter_invalid_integer");
    const amount = (price.unit_amount ?? 0) * quantity;
    return {
      id: newId("li"),
      object: "item",
      adjustable_quantity: null,
      amount_discount: 0,
      amount_subtotal: amount,
      amount_tax: 0,
      amount_total: amount,
      currency: price.currency,
      description: world.get("products", price.product).name,
      metadata: {},
      price,
      quantity,
    };
  });
  const first = items[0];
  if (first === undefined) {
    throw invalid("Missing required param: line_items.", "line_items", "parameter_missing");
  }
  if (items.some((item) => item.currency !== first.currency)) {
    throw invalid("All line items must be in the same currency.", "line_items");
  }
  return items;
}

/** What the session's PaymentIntent will carry. */
export function readIntentData(params: Params): SessionDetail["intent"] {
  const data = params.child("payment_intent_data");
  data?.ignore("statement_descriptor", "statement_descriptor_suffix");
  return {
    description: data?.nullableText("description") ?? null,
    metadata: data?.metadata() ?? {},
    receiptEmail: data?.nullableText("receipt_email") ?? null,
    setupFutureUsage: data?.choice("setup_future_usage", ["on_session", "off_session"] as const) ?? null,
    shipping: readIntentShipping(data?.child("shipping")),
  };
}

/** Between 30 minutes and 24 hours from now; 24 hours unless said. */
export function readExpiry(world: World, params: Params): number {
  const now = world.now();
  const at = params.integer("expires_at") ?? now + LONGEST_SECONDS;
  if (at < now + SHORTEST_SECONDS) {
    throw invalid(
      "The `expires_at` timestamp must be at least 30 minutes from Checkout Session creation.",
      "expires_at",
    );
  }
  if (at > now + LONGEST_SECONDS) {
    throw invalid(
      "The `expires_at` timestamp must be less than 24 hours from Checkout Session creation.",
      "expires_at",
    );
  }
  return at;
}

/** A return address: the browser goes there, so it must be a web address. */
export function readReturnUrl(params: Params, key: string): string | null {
  const url = params.text(key);
  if (!url) return null;
  const probe = url.replaceAll("{CHECKOUT_SESSION_ID}", "x");
  if (!URL.canParse(probe) || !/^https?:/i.test(probe)) {
    throw invalid("Not a valid URL", key, "url_invalid");
  }
  return url;
}
