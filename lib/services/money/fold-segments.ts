import type { Effect, OpenSegment, SegmentKind } from "@/lib/domain/account";
import type { StateReason } from "@/lib/domain/states";
import type { Second } from "@/lib/domain/time";

export type Closing = { itemId: string; kind: SegmentKind; upper: Second; reason: StateReason | null };
export type Opening = OpenSegment & { upper: Second | null; reason: StateReason | null };

/**
 * One write closes what was open and inserts what was opened, some of it closed already. A segment that began and
 * ended in the same second of the same write never was.
 */
export function foldSegments(effects: readonly Effect[]): { closings: Closing[]; openings: Opening[] } {
  const closings: Closing[] = [];
  let openings: Opening[] = [];
  for (const effect of effects) {
    if (effect.type === "segment_opened") openings.push({ ...effect.segment, upper: null, reason: null });
    if (effect.type !== "segment_closed") continue;
    const { itemId, kind, upper, reason } = effect;
    const opened = openings.find((opening) => opening.itemId === itemId && opening.upper === null);
    if (!opened) closings.push({ itemId, kind, upper, reason });
    else if (upper === opened.lower) openings = openings.filter((opening) => opening !== opened);
    else Object.assign(opened, { upper, reason });
  }
  return { closings, openings };
}
