import { invalid } from "./errors";

/** A decoded request: text, a list, or named parts. */
export type FormNode = string | FormNode[] | { [key: string]: FormNode };
export type FormTree = { [key: string]: FormNode };

const MAX_DEPTH = 8;

function emptyTree(): FormTree {
  // Without a prototype, a field called "__proto__" is just a field.
  return Object.create(null);
}

function keyPath(name: string): string[] {
  const match = /^([^[\]]+)((?:\[[^[\]]*\])*)$/.exec(name);
  if (!match?.[1]) throw invalid(`Invalid parameter name: ${name}`, name);
  const rest = [...(match[2] ?? "").matchAll(/\[([^[\]]*)\]/g)].map((part) => part[1] ?? "");
  if (rest.length > MAX_DEPTH) throw invalid(`Parameter is nested too deeply: ${name}`, name);
  return [match[1], ...rest];
}

/** `a[][b]=1&a[][c]=2` is one element, `a[][b]=1&a[][b]=2` are two: a field seen again starts the next. */
function elementFor(list: FormTree, rest: string[]): string {
  const count = Object.keys(list).length;
  const last = list[String(count - 1)];
  const field = rest[0];
  const fits =
    field !== undefined && typeof last === "object" && !Array.isArray(last) && last[field] === undefined;
  return String(fits ? count - 1 : count);
}

function assign(tree: FormTree, path: string[], value: string, name: string): void {
  const [head = "", ...rest] = path;
  const key = head === "" ? elementFor(tree, rest) : head;
  if (rest.length === 0) {
    tree[key] = value;
    return;
  }
  const child = tree[key] ?? emptyTree();
  if (typeof child === "string" || Array.isArray(child)) throw invalid(`Invalid parameter: ${name}`, name);
  tree[key] = child;
  assign(child, rest, value, name);
}

function withLists(node: FormNode): FormNode {
  if (typeof node === "string" || Array.isArray(node)) return node;
  const keys = Object.keys(node);
  if (keys.length > 0 && keys.every((key) => /^\d+$/.test(key))) {
    return keys.sort((a, b) => Number(a) - Number(b)).map((key) => withLists(node[key] ?? ""));
  }
  const tree = emptyTree();
  for (const key of keys) tree[key] = withLists(node[key] ?? "");
  return tree;
}

/** Decodes `a[b][]=c`, as a query string or a form body. Throws Stripe's 400 for impossible names. */
export function parseForm(text: string): FormTree {
  const tree = emptyTree();
  for (const [name, value] of new URLSearchParams(text)) assign(tree, keyPath(name), value, name);
  const result = emptyTree();
  for (const key of Object.keys(tree)) result[key] = withLists(tree[key] ?? "");
  return result;
}
