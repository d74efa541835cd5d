/** Months of the books: "2026-01", in UTC. */

const startOf = (month: string): Date => new Date(`${month}-01T00:00:00Z`);

/** The month `by` months later (earlier when negative). */
export function monthAfter(month: string, by: number): string {
  const at = startOf(month);
  at.setUTCMonth(at.getUTCMonth() + by);
  return at.toISOString().slice(0, 7);
}

/** "January 2026" in the reader's language. */
export function monthName(month: string, locale: string): string {
  return new Intl.DateTimeFormat(locale, { month: "long", year: "numeric", timeZone: "UTC" }).format(
    startOf(month),
  );
}

/** Every day of the month: "2026-01-01", … */
export function daysOf(month: string): string[] {
  const count = (startOf(monthAfter(month, 1)).getTime() - startOf(month).getTime()) / 86_400_000;
  return Array.from({ length: count }, (_, index) => `${month}-${String(index + 1).padStart(2, "0")}`);
}

/** From the newest to the oldest, both included; at most ten years. */
export function monthsBetween(first: string, last: string): string[] {
  const months = [];
  for (let month = last; month >= first && months.length < 120; month = monthAfter(month, -1))
    months.push(month);
  return months;
}
