/** An amount in minor units as people read it: 2000 usd → "$20.00". */
export function money(amount: number, currency: string): string {
  const format = new Intl.NumberFormat("en-US", { style: "currency", currency: currency.toUpperCase() });
  const digits = format.resolvedOptions().maximumFractionDigits ?? 2;
  const sign = amount < 0 ? "-" : "";
  const units = String(Math.abs(amount)).padStart(digits + 1, "0");
  const whole = units.slice(0, units.length - digits);
  const text = digits === 0 ? `${sign}${whole}` : `${sign}${whole}.${units.slice(-digits)}`;
  // The decimal text is formatted as it stands, without a float in between.
  return format.format(text as `${number}`);
}

/** 2.9 % plus 30 minor units, rounded half up, in whole minor units. */
export function processingFee(amount: number): number {
  return Math.floor((amount * 29 + 500) / 1000) + 30;
}
