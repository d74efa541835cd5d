import { invalid } from "./errors";
import type { FormNode, FormTree } from "./form";

/**
 * Reads a decoded request field by field. What was never asked for is refused by `done()`, as Stripe does: a
 * field that the sandbox does not know must not look as if it worked.
 */
export class Params {
  private readonly seen = new Set<string>();
  private readonly children: Params[] = [];

  constructor(
    private readonly tree: FormTree,
    private readonly prefix = "",
  ) {}

  name(key: string): string {
    return this.prefix === "" ? key : `${this.prefix}[${key}]`;
  }

  has(key: string): boolean {
    return this.tree[key] !== undefined;
  }

  /** Takes fields as understood without using them. */
  ignore(...keys: string[]): void {
    for (const key of keys) this.seen.add(key);
  }

  text(key: string): string | undefined {
    const node = this.take(key);
    if (node === undefined) return undefined;
    if (typeof node !== "string") throw invalid(`Invalid string: ${this.name(key)}`, this.name(key));
    return node;
  }

  /** Text where an empty value clears the field. */
  nullableText(key: string): string | null | undefined {
    const value = this.text(key);
    return value === "" ? null : value;
  }

  required(key: string): string {
    const value = this.text(key);
    if (value === undefined || value === "") {
      throw invalid(`Missing required param: ${this.name(key)}.`, this.name(key), "parameter_missing");
    }
    return value;
  }

  integer(key: string): number | undefined {
    const value = this.text(key);
    if (value === undefined || value === "") return undefined;
    const number = /^-?\d{1,15}$/.test(value) ? Number(value) : Number.NaN;
    if (!Number.isSafeInteger(number)) {
      throw invalid(`Invalid integer: ${value}`, this.name(key), "parameter_invalid_integer");
    }
    return number;
  }

  flag(key: string): boolean | undefined {
    const value = this.text(key);
    if (value === undefined || value === "") return undefined;
    if (value !== "true" && value !== "false") {
      throw invalid(`Invalid boolean: ${value}`, this.name(key));
    }
    return value === "true";
  }

  choice<T extends string>(key: string, allowed: readonly T[]): T | undefined {
    const value = this.text(key);
    if (value === undefined || value === "") return undefined;
    const found = allowed.find((option) => option === value);
    if (found === undefined) {
      throw invalid(`Invalid ${this.name(key)}: must be one of ${allowed.join(", ")}`, this.name(key));
    }
    return found;
  }

  child(key: string): Params | undefined {
    const node = this.take(key);
    if (node === undefined || node === "") return undefined;
    return this.nested(node, this.name(key));
  }

  items(key: string): Params[] {
    const node = this.take(key);
    if (node === undefined || node === "") return [];
    if (!Array.isArray(node)) throw invalid(`Invalid array: ${this.name(key)}`, this.name(key));
    return node.map((item, index) => this.nested(item, `${this.name(key)}[${index}]`));
  }

  texts(key: string): string[] | undefined {
    const node = this.take(key);
    if (node === undefined) return undefined;
    const list = Array.isArray(node) ? node : [node];
    return list
      .map((item) => {
        if (typeof item !== "string") throw invalid(`Invalid array: ${this.name(key)}`, this.name(key));
        return item;
      })
      .filter((item) => item !== "");
  }

  /** Metadata to merge: an empty value removes its key, an empty `metadata` removes all. */
  metadata(current: Record<string, string> | null = {}): Record<string, string> {
    const node = this.take("metadata");
    if (node === undefined) return current ?? {};
    if (node === "") return {};
    const result = { ...current };
    for (const [key, value] of this.entries(node, this.name("metadata"))) {
      if (value === "") delete result[key];
      else result[key] = value;
    }
    if (Object.keys(result).length > 50)
      throw invalid("Metadata can hold at most 50 keys.", this.name("metadata"));
    return result;
  }

  /** Refuses what nobody asked for. */
  done(): void {
    const unknown = Object.keys(this.tree).find((key) => !this.seen.has(key));
    if (unknown !== undefined) {
      const name = this.name(unknown);
      throw invalid(`Received unknown parameter: ${name}`, name, "parameter_unknown");
    }
    for (const child of this.children) child.done();
  }

  private take(key: string): FormNode | undefined {
    this.seen.add(key);
    return this.tree[key];
  }

  private nested(node: FormNode, name: string): Params {
    if (typeof node === "string" || Array.isArray(node)) throw invalid(`Invalid object: ${name}`, name);
    const child = new Params(node, name);
    this.children.push(child);
    return child;
  }

  private entries(node: FormNode, name: string): [string, string][] {
    // Keys that are all digits arrive as a list; metadata does not care.
    const entries = typeof node === "string" ? [] : Object.entries(node);
    if (typeof node === "string") throw invalid(`Invalid object: ${name}`, name);
    return entries.map(([key, value]) => {
      if (typeof value !== "string") throw invalid(`Invalid string: ${name}[${key}]`, `${name}[${key}]`);
      if (key.length > 40) throw invalid("Metadata keys can be at most 40 characters.", `${name}[${key}]`);
      if (value.length > 500) {
        throw invalid(
          "Metadata values can have up to 500 characters.",
          `${name}[${key}]`,
          "parameter_invalid",
        );
      }
      return [key, value];
    });
  }
}
