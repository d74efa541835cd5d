/**
 * Who is told that there is room: the oldest wishes first, each taking the room that it would need, so that two people
 * are not sent after one card. Nothing is reserved: whoever was told keeps the others waiting for a while only.
 *
 *   2 free cards   asked first: 1 card   then: 2 cards   then: 1 card   →  the first and the third are told
 */
import { type Demand, type HostRoom, type KeptDisk, rankForDisk, take } from "./placement";

export type RoomWait = {
  instanceId: string;
  demand: Demand;
  disk: KeptDisk;
  /** When its owner was told; epoch seconds. */
  noticedAt: bigint | null;
};

/** The instances whose owners are told now. `waits` of one region, oldest first; `rooms` what is free there. */
export function whoIsTold(
  waits: readonly RoomWait[],
  rooms: readonly HostRoom[],
  now: bigint,
  holdSeconds: bigint,
): string[] {
  let free = [...rooms];
  const told: string[] = [];
  for (const { instanceId, demand, disk, noticedAt } of waits) {
    if (noticedAt !== null && now - noticedAt >= holdSeconds) continue;
    const [best] = rankForDisk(free, demand, disk);
    if (!best) continue;
    const needed = best.name === disk.host ? { ...demand, diskGib: 0 } : demand;
    free = free.map((room) => (room.name === best.name ? take(room, needed) : room));
    if (noticedAt === null) told.push(instanceId);
  }
  return told;
}
