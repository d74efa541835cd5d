import { invalid } from "./errors";
import type { TableName } from "./types";
import type { World } from "./world";

const BY_PREFIX: Record<string, TableName> = {
  ch: "charges",
  cus: "customers",
  dp: "disputes",
  pi: "paymentIntents",
  pm: "paymentMethods",
  price: "prices",
  prod: "products",
  py: "charges",
  re: "refunds",
  seti: "setupIntents",
  txn: "balanceTransactions",
};
const OPTIONAL = new Set(["refund.failure_balance_transaction"]);
const MAX_DEPTH = 4;

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Lists that an object includes only when asked. */
function included(world: World, object: Record<string, unknown>, field: string): unknown {
  const id = String(object.id);
  if (object.object === "checkout.session" && field === "line_items") {
    return {
      object: "list",
      data: world.get("sessionDetails", id).lineItems,
      has_more: false,
      url: `/v1/checkout/sessions/${id}/line_items`,
    };
  }
  if (object.object === "charge" && field === "refunds") {
    const data = world.store.list("refunds").filter((refund) => refund.charge === id);
    return { object: "list", data, has_more: false, url: `/v1/charges/${id}/refunds` };
  }
  return undefined;
}

function expandPath(world: World, value: unknown, path: string[], whole: string): unknown {
  const [field, ...rest] = path;
  if (field === undefined) return value;
  if (Array.isArray(value)) return value.map((item) => expandPath(world, item, path, whole));
  if (!isRecord(value)) return value;
  let next = field in value ? value[field] : included(world, value, field);
  if (typeof next === "string") {
    const table = BY_PREFIX[next.slice(0, next.indexOf("_"))];
    if (table === undefined) throw invalid(`This property cannot be expanded (${whole}).`, "expand");
    next = world.get(table, next);
  }
  // A field that the object has only in some states.
  if (next === undefined && OPTIONAL.has(`${value.object}.${field}`)) return value;
  if (next === undefined) {
    throw invalid(
      `This property cannot be expanded (${field}). You may want to try expanding its parent instead.`,
      "expand",
    );
  }
  // Rows are shared: an expanded answer is a new object, never the row itself.
  return { ...value, [field]: expandPath(world, next, rest, whole) };
}

/** Replaces ids by the objects they name, for every path such as `latest_charge.balance_transaction`. */
export function expand(world: World, answer: object, paths: readonly string[]): unknown {
  let result: unknown = answer;
  for (const path of paths) {
    const parts = path.split(".");
    const depth = parts[0] === "data" ? parts.length - 1 : parts.length;
    if (depth > MAX_DEPTH)
      throw invalid(`You cannot expand more than ${MAX_DEPTH} levels of a property.`, "expand");
    result = expandPath(world, result, parts, path);
  }
  return result;
}
