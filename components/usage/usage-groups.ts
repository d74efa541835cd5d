import type { UsageLine } from "@/lib/contracts/billing";
import { centsColumn, ticks } from "@/lib/domain/money";

/** What one instance or volume used in the whole month, at whatever prices. */
export type ItemUsage = {
  itemId: string;
  itemName: string;
  /** Its type or size at the end of the month. */
  typeId: string;
  isVolume: boolean;
  ranSeconds: bigint;
  /** Off with its disk kept, or a volume that is there. */
  storedSeconds: bigint;
  ticks: bigint;
  /** Differences of the floored running total, in the order of the list: the column adds up. */
  cents: bigint;
};

export type DayUsage = { day: string; lines: UsageLine[]; seconds: bigint; ticks: bigint };

/** The month per instance or volume, what cost most first. `lines` are in the order of days. */
export function usageByItem(lines: readonly UsageLine[]): ItemUsage[] {
  const items = new Map<string, Omit<ItemUsage, "cents">>();
  for (const line of lines) {
    const { itemId, itemName, typeId, kind } = line;
    const known = items.get(itemId) ?? { ranSeconds: 0n, storedSeconds: 0n, ticks: 0n };
    const seconds = BigInt(line.seconds);
    items.set(itemId, {
      ...{ itemId, itemName, typeId, isVolume: kind === "volume" },
      ranSeconds: known.ranSeconds + (kind === "run" ? seconds : 0n),
      storedSeconds: known.storedSeconds + (kind === "run" ? 0n : seconds),
      ticks: known.ticks + BigInt(line.ticks),
    });
  }
  const ranked = [...items.values()].sort((a, b) => (a.ticks < b.ticks ? 1 : a.ticks > b.ticks ? -1 : 0));
  const cents = centsColumn(ranked.map((item) => ticks(item.ticks)));
  return ranked.map((item, index) => ({ ...item, cents: cents[index] ?? 0n }));
}

/** The month per day, newest first; within a day in the order of the books. */
export function usageByDay(lines: readonly UsageLine[]): DayUsage[] {
  const days = new Map<string, UsageLine[]>();
  for (const line of lines) days.set(line.day, [...(days.get(line.day) ?? []), line]);
  return [...days]
    .map(([day, its]) => ({
      day,
      lines: its,
      seconds: its.reduce((sum, line) => sum + BigInt(line.seconds), 0n),
      ticks: its.reduce((sum, line) => sum + BigInt(line.ticks), 0n),
    }))
    .reverse();
}
