import { DomainError } from "@/lib/domain/errors";
import type { ServiceContext } from "@/lib/services/context";
import { catchUpDue, millisecondsUntilDue } from "@/lib/services/money/catch-up-due";
import { sendNotices } from "@/lib/services/notices/send-notices";
import { type Loop, repeat } from "../loops";

/** Accounts in one transaction. */
export const BATCH = 200;
/** Something may have become due sooner, and hints may be lost. */
const LONGEST_REST_MS = 1000;
const HALTED_REST_MS = 5000;

/**
 * The clockwork: what becomes due by itself, at its own second. Being late changes when it is written down, never what
 * is written. While the clock is not trusted, nothing is due.
 */
export function clockworkLoop(ctx: ServiceContext): Loop {
  return repeat("clockwork", async () => {
    try {
      const caughtUp = await catchUpDue(ctx, BATCH);
      await sendNotices(ctx, BATCH);
      if (caughtUp === BATCH) return 0;
      return Math.min(LONGEST_REST_MS, (await millisecondsUntilDue(ctx)) ?? LONGEST_REST_MS);
    } catch (error) {
      if (error instanceof DomainError && error.code === "clock_halted") return HALTED_REST_MS;
      throw error;
    }
  });
}
