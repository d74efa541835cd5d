import { cardByNumber, type TestCard } from "../payments/test-cards";

export type FieldName = "number" | "expiration" | "cvc" | "name";
export type FormValues = Record<FieldName, string> & { method: "card" | "bank" };
export type FieldErrors = Partial<Record<FieldName, string>>;
export type CheckedCard = { card: TestCard; expMonth: number; expYear: number; name: string };

export const EMPTY: FormValues = { method: "card", number: "", expiration: "", cvc: "", name: "" };

/** What was typed, as typed. */
export function readValues(form: URLSearchParams): FormValues {
  const text = (name: string) => (form.get(name) ?? "").slice(0, 200);
  return {
    method: form.get("method") === "bank" ? "bank" : "card",
    number: text("number"),
    expiration: text("expiration"),
    cvc: text("cvc"),
    name: text("name"),
  };
}

/** The check digit that every card number ends with. */
export function passesLuhn(digits: string): boolean {
  let sum = 0;
  for (let index = 0; index < digits.length; index += 1) {
    const digit = Number(digits.charAt(digits.length - 1 - index));
    const doubled = index % 2 === 1 ? digit * 2 : digit;
    sum += doubled > 9 ? doubled - 9 : doubled;
  }
  return sum % 10 === 0;
}

function checkNumber(typed: string): { card: TestCard } | { error: string } {
  const digits = typed.replace(/[\s-]/g, "");
  if (digits === "") return { error: "Enter a card number." };
  if (!/^\d+$/.test(digits)) return { error: "Use digits and spaces only." };
  if (digits.length < 13 || digits.length > 19) return { error: "A card number has 13 to 19 digits." };
  if (!passesLuhn(digits)) return { error: "This is not a valid card number. Check the digits." };
  const card = cardByNumber(digits);
  return card === undefined
    ? { error: "Use one of the test numbers below. Real cards are never taken here." }
    : { card };
}

function checkExpiration(typed: string, now: Date): { month: number; year: number } | { error: string } {
  const match = /^\s*(\d{1,2})\s*[/\- ]?\s*(\d{2}|\d{4})\s*$/.exec(typed);
  if (!match?.[1] || !match[2]) return { error: "Enter month and year, such as 12 / 34." };
  const month = Number(match[1]);
  const year = match[2].length === 2 ? 2000 + Number(match[2]) : Number(match[2]);
  if (month < 1 || month > 12) return { error: "The month is between 01 and 12." };
  const past =
    year < now.getUTCFullYear() || (year === now.getUTCFullYear() && month < now.getUTCMonth() + 1);
  if (past) return { error: "This date is in the past. Use a date in the future." };
  if (year > now.getUTCFullYear() + 50) return { error: "This year is too far in the future." };
  return { month, year };
}

function checkCvc(typed: string, card: TestCard | undefined): string | undefined {
  const length = card?.brand === "amex" ? 4 : 3;
  if (typed.trim() === "") return "Enter the security code.";
  return new RegExp(`^\\d{${length}}$`).test(typed.trim())
    ? undefined
    : `The security code has ${length} digits.`;
}

/** Checks every field, so that all problems are said at once. */
export function checkCard(values: FormValues, now: Date): { ok: CheckedCard } | { errors: FieldErrors } {
  const number = checkNumber(values.number);
  const expiration = checkExpiration(values.expiration, now);
  const card = "card" in number ? number.card : undefined;
  const cvc = checkCvc(values.cvc, card);
  const name = values.name.trim() === "" ? "Enter the name on the card." : undefined;
  if ("card" in number && "month" in expiration && cvc === undefined && name === undefined) {
    const { month: expMonth, year: expYear } = expiration;
    return { ok: { card: number.card, expMonth, expYear, name: values.name.trim() } };
  }
  return {
    errors: {
      ...("error" in number ? { number: number.error } : {}),
      ...("error" in expiration ? { expiration: expiration.error } : {}),
      ...(cvc === undefined ? {} : { cvc }),
      ...(name === undefined ? {} : { name }),
    },
  };
}
