import * as schema from "@/drizzle/schema";
import type { Transaction } from "@/lib/services/context";
import { instanceTypes, regions } from "../catalogue";
import { capacity } from "../fleet";

const HOUR = 3_600_000;
const HOURS = 7 * 24;

/** Last week's availability: busy by day, quiet at night, scarcer for larger sizes. Arithmetic, the same every time. */
export async function insertWeek(tx: Transaction, now: Date): Promise<void> {
  const first = Math.floor(now.getTime() / HOUR) * HOUR - HOURS * HOUR;
  for (const region of regions) {
    const rows = instanceTypes.flatMap((type, index) => {
      const most = capacity(region.id, type);
      if (most === 0) return [];
      return Array.from({ length: HOURS }, (_, hour) => {
        const maxFree = Math.max(0, most - busy(hour, index, most));
        return {
          regionId: region.id,
          instanceTypeId: type.id,
          hour: new Date(first + hour * HOUR),
          minFree: Math.max(0, maxFree - ((hour + index) % 2)),
          maxFree,
        };
      });
    });
    if (rows.length > 0) await tx.insert(schema.availabilityHours).values(rows);
  }
}

function busy(hour: number, index: number, most: number): number {
  const day = Math.floor(hour / 24);
  const wave = Math.sin(((hour % 24) / 24) * 2 * Math.PI - 1.2) * 0.15 + 0.25;
  const trend = ((day * 37 + index * 11) % 10) / 25;
  return Math.round(most * Math.min(1, wave + trend));
}
