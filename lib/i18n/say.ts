/**
 * Filling in messages. A message is plain text with `{name}` placeholders, or a set of plural forms; both are data, so
 * they can travel from a server component to a client component as props. Placeholder names are checked by the compiler.
 */

/** Plural forms by CLDR category; `other` is always there. `{count}` is filled with the count, grouped by locale. */
export type PluralForms = {
  readonly zero?: string;
  readonly one?: string;
  readonly two?: string;
  readonly few?: string;
  readonly many?: string;
  readonly other: string;
};

type Names<S extends string> = S extends `${string}{${infer Name}}${infer Rest}` ? Name | Names<Rest> : never;
type Value = string | number | bigint;
type Fill<Name extends string> = [Name] extends [never] ? [] : [values: Readonly<Record<Name, Value>>];

const PLACEHOLDER = /\{(\w+)\}/g;

function fill(template: string, values: Readonly<Record<string, Value>>): string {
  return template.replace(PLACEHOLDER, (whole, name: string) => String(values[name] ?? whole));
}

/** The sentence with its placeholders filled: `say("Runs out in {duration}", { duration })`. */
export function say<const S extends string>(template: S, ...[values]: Fill<Names<S>>): string {
  return values ? fill(template, values) : template;
}

/** The plural form that `count` takes in `locale`, filled: `sayCount("en", m.instances, 3)`. */
export function sayCount<const F extends PluralForms>(
  locale: string,
  forms: F,
  count: number,
  ...[values]: Fill<Exclude<Names<F["other"]>, "count">>
): string {
  const category = new Intl.PluralRules(locale).select(count);
  const grouped = new Intl.NumberFormat(locale).format(count);
  return fill(forms[category] ?? forms.other, { ...values, count: grouped });
}

/** The template cut at its placeholders, for sentences with elements inside: text and names alternate. */
export function sayParts(template: string): { text: string; name?: string }[] {
  const parts: { text: string; name?: string }[] = [];
  let from = 0;
  for (const match of template.matchAll(PLACEHOLDER)) {
    const [whole, name] = match;
    parts.push({ text: template.slice(from, match.index), ...(name ? { name } : {}) });
    from = match.index + whole.length;
  }
  parts.push({ text: template.slice(from) });
  return parts;
}
