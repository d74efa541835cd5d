const SECONDS_PER_HOUR = 3600n;

/**
 * Hours as a person types them ("40", "1.5", "0,25") in whole seconds, rounded down; null if it is no such number.
 * Exact: digits are read as an integer and a power of ten.
 */
export function parseHours(typed: string): bigint | null {
  const match = /^(\d{1,9})(?:[.,](\d{1,9}))?$/.exec(typed.trim());
  if (!match?.[1]) return null;
  const decimals = match[2] ?? "";
  return (BigInt(match[1] + decimals) * SECONDS_PER_HOUR) / 10n ** BigInt(decimals.length);
}
