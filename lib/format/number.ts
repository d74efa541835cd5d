/** Counts and sizes as text. Never for money. */

/** A whole number, grouped by the locale. */
export function formatCount(count: number | bigint, locale: string): string {
  return new Intl.NumberFormat(locale, { maximumFractionDigits: 0 }).format(count);
}

/** A share between 0 and 1 as whole percent, cut off: 0.999 is 99 %. */
export function formatPercent(share: number, locale: string): string {
  return new Intl.NumberFormat(locale, { style: "percent" }).format(Math.trunc(share * 100) / 100);
}

/** Memory or disk as the catalogue counts it: 80 → "80 GiB", 2048 → "2 TiB". */
export function formatGib(gib: number, locale: string): string {
  const [value, unit] = gib >= 1024 && gib % 512 === 0 ? [gib / 1024, "TiB"] : [gib, "GiB"];
  return `${new Intl.NumberFormat(locale, { maximumFractionDigits: 1 }).format(value)}\u00a0${unit}`;
}

const SIZES = ["B", "KiB", "MiB", "GiB", "TiB", "PiB"] as const;

/** Bytes with the largest binary unit that leaves at least one: "1.5 MiB". */
export function formatBytes(bytes: number, locale: string): string {
  let value = bytes;
  let step = 0;
  while (value >= 1024 && step < SIZES.length - 1) {
    value /= 1024;
    step += 1;
  }
  const text = new Intl.NumberFormat(locale, { maximumFractionDigits: step === 0 ? 0 : 1 }).format(value);
  return `${text}\u00a0${SIZES[step] ?? "B"}`;
}
