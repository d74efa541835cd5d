/**
 * The words of the product.
 *
 * - One file per area and language: `lib/i18n/en/<area>.ts` exports one `as const` object of plain data: sentences with
 *   `{placeholders}`, plural forms, nested groups. No functions: data can be handed to the browser, functions cannot.
 * - Server components, services and mail: `messages(locale).billing.addCredit`, filled with `say()` and `sayCount()`.
 * - Client components: `useMessages("billing")` from `components/i18n/provider`. The nearest layout (or page) hands over
 *   the areas its client components need: `<MessagesProvider areas={pick(messages(locale), "billing")}>`. So the browser
 *   gets one language and only those areas, and no catalogue is ever part of a script.
 * - A new area: write its file, add it to `en/index.ts`. Another language `satisfies Translation<typeof en>`.
 */
import { en } from "./en";
import type { PluralForms } from "./say";

export type { PluralForms } from "./say";
export { say, sayCount, sayParts } from "./say";

export const LOCALES = ["en", "ru", "es", "it"] as const;
export type Locale = (typeof LOCALES)[number];
export const DEFAULT_LOCALE: Locale = "en";

export type Messages = typeof en;
export type Area = keyof Messages;

/** What another language must provide for a catalogue: the same keys, any words, its own plural forms. */
export type Translation<T> = {
  readonly [K in keyof T]: T[K] extends string
    ? string
    : T[K] extends { readonly other: string }
      ? PluralForms
      : Translation<T[K]>;
};

const catalogues: Partial<Record<Locale, Translation<Messages>>> = { en };

/** All words in one language; English where a language is not there yet. */
export function messages(locale: string): Messages {
  const known = LOCALES.find((each) => each === locale) ?? DEFAULT_LOCALE;
  // A translation has the keys of English and other words; the literal types only carry the placeholders' names.
  return (catalogues[known] ?? en) as Messages;
}

/** Only the named areas, to hand to client components. */
export function pick<const A extends Area>(all: Messages, ...areas: readonly A[]): Pick<Messages, A> {
  const some: Partial<Messages> = {};
  for (const area of areas) some[area] = all[area];
  return some as Pick<Messages, A>;
}
