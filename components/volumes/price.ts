import { formatMicros, formatPerSecond, formatTicks, type MoneyStyle } from "@/lib/format/money";

const HOUR = 3600n;
/** What a month of storage is quoted as, everywhere: 365 days are 12 × 730 hours. */
export const MONTH_HOURS = 730n;

/** A volume's price, in the spans that people think in. The rate is in micro-units per hour. */
export function spans(rate: bigint, money: MoneyStyle) {
  return {
    second: `${formatPerSecond(rate, { ...money, digits: 9 })}`,
    hour: formatMicros(rate, money),
    day: formatTicks(rate * 24n * HOUR, money),
    month: formatTicks(rate * MONTH_HOURS * HOUR, money),
  };
}
