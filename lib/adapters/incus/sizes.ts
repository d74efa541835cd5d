const units: Record<string, number> = {
  "": 1,
  B: 1,
  kB: 1e3,
  MB: 1e6,
  GB: 1e9,
  TB: 1e12,
  KiB: 2 ** 10,
  MiB: 2 ** 20,
  GiB: 2 ** 30,
  TiB: 2 ** 40,
};

/** Whole GiB of a size as the daemon writes it ("100GiB", "5GB", "1073741824"); 0 for one that it does not limit. */
export function gibOf(size: string): number {
  const parsed = /^(\d+)\s*([A-Za-z]*)$/.exec(size);
  const unit = units[parsed?.[2] ?? ""];
  if (!parsed || unit === undefined) return 0;
  return Math.floor((Number(parsed[1]) * unit) / 2 ** 30);
}
