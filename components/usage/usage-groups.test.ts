import fc from "fast-check";
import { expect, it } from "vitest";
import type { UsageLine } from "@/lib/contracts/billing";
import { usageByDay, usageByItem } from "./usage-groups";

const line = fc
  .record({
    day: fc.integer({ min: 1, max: 30 }),
    item: fc.integer({ min: 0, max: 4 }),
    kind: fc.constantFrom<UsageLine["kind"]>("run", "disk", "volume"),
    seconds: fc.bigInt({ min: -86_400n, max: 86_400n }),
    rate: fc.bigInt({ min: 1n, max: 100_000_000n }),
  })
  .map(
    ({ day, item, kind, seconds, rate }): UsageLine => ({
      day: `2026-11-${`${day}`.padStart(2, "0")}`,
      ...{ itemId: `ins_${item}`, itemName: `name-${item}`, typeId: "gpu", kind, cents: "0" },
      ...{ microsPerHour: `${rate}`, seconds: `${seconds}`, ticks: `${seconds * rate}` },
    }),
  );
const lines = fc.array(line, { maxLength: 60 }).map((all) => all.sort((a, b) => a.day.localeCompare(b.day)));
const sum = (values: readonly bigint[]) => values.reduce((total, each) => total + each, 0n);

it("per day and per item, a month is the same sum of its lines", () => {
  fc.assert(
    fc.property(lines, (all) => {
      const total = sum(all.map(({ ticks }) => BigInt(ticks)));
      const [items, days] = [usageByItem(all), usageByDay(all)];
      expect(sum(items.map(({ ticks }) => ticks))).toBe(total);
      expect(sum(days.map(({ ticks }) => ticks))).toBe(total);
      const seconds = sum(all.map((each) => BigInt(each.seconds)));
      expect(sum(items.map(({ ranSeconds, storedSeconds }) => ranSeconds + storedSeconds))).toBe(seconds);
      expect(sum(days.map((day) => day.seconds))).toBe(seconds);
      expect(days.flatMap((day) => day.lines)).toHaveLength(all.length);
    }),
  );
});

it("lists days from the newest, and items from the dearest", () => {
  fc.assert(
    fc.property(lines, (all) => {
      const days = usageByDay(all).map(({ day }) => day);
      expect(days).toEqual([...new Set(all.map(({ day }) => day))].sort().reverse());
      const costs = usageByItem(all).map(({ ticks }) => ticks);
      expect(costs.every((cost, index) => index === 0 || (costs[index - 1] ?? 0n) >= cost)).toBe(true);
    }),
  );
});
