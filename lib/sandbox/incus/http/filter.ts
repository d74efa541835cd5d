import { badRequest } from "../errors";

/** `name eq x and config.user.y ne z`: the part of the daemon's filter language that clients use. */
export function matches(filter: string, item: Record<string, unknown>): boolean {
  return filter.split(/\s+and\s+/i).every((clause) => {
    const parsed = /^\s*([\w.-]+)\s+(eq|ne)\s+(.*?)\s*$/i.exec(clause);
    if (!parsed) throw badRequest(`Invalid filter: ${clause}`);
    const [, path = "", operator = "", value = ""] = parsed;
    const equal = String(lookUp(item, path) ?? "") === value.replace(/^"(.*)"$/, "$1");
    return operator.toLowerCase() === "eq" ? equal : !equal;
  });
}

/** Keys of `config` contain dots themselves, so the rest of the path may be one key. */
function lookUp(item: unknown, path: string): unknown {
  if (typeof item !== "object" || item === null) return undefined;
  const fields = new Map<string, unknown>(Object.entries(item));
  if (fields.has(path)) return fields.get(path);
  const dot = path.indexOf(".");
  return dot < 0 ? undefined : lookUp(fields.get(path.slice(0, dot)), path.slice(dot + 1));
}
