import { invalid, missing } from "./errors";
import type { Params } from "./params";

type Row = { id: string; created?: number };
type ListAnswer<T> = { object: "list"; data: T[]; has_more: boolean; url: string };

const BOUNDS = ["gt", "gte", "lt", "lte"] as const;

function createdFilter(params: Params): (row: Row) => boolean {
  let range: Params | undefined;
  try {
    range = params.child("created");
  } catch {
    const exact = params.integer("created");
    return (row) => row.created === exact;
  }
  const bounds = BOUNDS.map((name) => [name, range?.integer(name)] as const);
  return (row) =>
    bounds.every(([name, bound]) => {
      const at = row.created ?? 0;
      if (bound === undefined) return true;
      if (name === "gt") return at > bound;
      if (name === "gte") return at >= bound;
      return name === "lt" ? at < bound : at <= bound;
    });
}

/**
 * One page of rows (given newest first): `limit` 1–100, `starting_after`, `ending_before`, `created`.
 * Cursors must name a row of the list.
 */
export function listPage<T extends Row>(rows: T[], params: Params, url: string): ListAnswer<T> {
  const limit = params.integer("limit") ?? 10;
  if (limit < 1 || limit > 100) throw invalid("This value must be between 1 and 100.", "limit");
  const after = params.text("starting_after");
  const before = params.text("ending_before");
  if (after && before) {
    throw invalid("Received both starting_after and ending_before parameters. Please pass in only one.");
  }
  const found = rows.filter(createdFilter(params));
  params.done();
  const indexOf = (id: string, param: string) => {
    const index = found.findIndex((row) => row.id === id);
    if (index < 0) throw missing("object", id, param);
    return index;
  };
  if (before) {
    const end = indexOf(before, "ending_before");
    const start = Math.max(0, end - limit);
    return { object: "list", data: found.slice(start, end), has_more: start > 0, url };
  }
  const start = after ? indexOf(after, "starting_after") + 1 : 0;
  return {
    object: "list",
    data: found.slice(start, start + limit),
    has_more: found.length > start + limit,
    url,
  };
}
