import { z } from "zod";
import type { OperationAnswer } from "./answers";
import type { IncusClient } from "./client";
import { isAlready } from "./errors";
import { absentIsDone } from "./read";

/** Longer than any disk takes to copy. */
const EXPIRES_MS = 24 * 3600 * 1000;

/** What the daemon says of any snapshot's end: nothing, a date, or the year 1 for none. */
export const expiring = z.object({ expires_at: z.string().nullable().default(null) });

/**
 * A daemon that dies while it copies a disk leaves a snapshot that looks like every other. So each is asked for with an
 * end, which is taken away when it is whole: what has one still is not, and the daemon removes it by itself some day.
 */
export const isWhole = ({ expires_at }: z.infer<typeof expiring>): boolean =>
  !(new Date(expires_at ?? 0).getTime() > 0);

/**
 * Takes a snapshot, once, however often it is asked: what an earlier attempt is at is waited for, what one left half-made
 * is taken again. Answers the snapshot as the daemon had it when it was made.
 */
export async function takeWhole<Answer extends z.infer<typeof expiring>>(
  client: IncusClient,
  wanted: {
    name: string;
    /** Of all snapshots of the disk, and of this one. */
    all: string;
    one: string;
    answer: z.ZodType<Answer>;
    /** The operation that works on the disk now. The daemon lists a snapshot from its request on. */
    running: () => Promise<OperationAnswer | null>;
  },
): Promise<Answer> {
  const { name, all, one, answer, running } = wanted;
  const finishEarlier = async () => {
    const earlier = await running();
    if (earlier) await client.finish(earlier);
  };
  await finishEarlier();
  await absentIsDone(async () => {
    if (!isWhole(await client.get(one, answer))) await client.change("DELETE", one, {});
  });
  try {
    const end = new Date(Date.now() + EXPIRES_MS).toISOString();
    await client.change("POST", all, { body: { name, expires_at: end } });
  } catch (error) {
    if (!isAlready(error, /already (exists|in use)/i)) throw error;
    await finishEarlier();
  }
  const made = await client.get(one, answer);
  if (!isWhole(made)) await client.change("PUT", one, { body: { expires_at: null } });
  return made;
}
