import { uptime } from "node:os";
import { type ClockReading, clockJump } from "@/lib/domain/clock-jump";
import { log } from "@/lib/server/log";
import { haltClock, readDatabaseClock } from "@/lib/services/clock/guard";
import type { ServiceContext } from "@/lib/services/context";
import { type Loop, repeat } from "../loops";

const LOOK_EVERY_MS = 1000;
/** Below this a clock is being disciplined, above it somebody has set it. */
const TOLERATED_MS = 5000;

/** Compares the database's clock with one that nobody can set, and halts money after a jump. */
export class ClockGuard {
  private before: ClockReading | undefined;

  constructor(
    private readonly ctx: ServiceContext,
    /** Counts also while the machine sleeps: waking up is no jump. */
    private readonly ownClock: () => number = () => uptime() * 1000,
    private readonly databaseClock: () => Promise<number> = () => readDatabaseClock(ctx),
  ) {}

  /** Returns the jump in milliseconds that was found and acted on; 0: none. */
  async look(): Promise<number> {
    const ownBeforeMs = this.ownClock();
    const databaseMs = await this.databaseClock();
    const reading = { databaseMs, ownBeforeMs, ownAfterMs: this.ownClock() };
    const jump = this.before ? clockJump(this.before, reading) : 0;
    this.before = reading;
    if (Math.abs(jump) <= TOLERATED_MS) return 0;
    const reason = `the database's clock moved ${Math.round(jump / 1000)} s otherwise than time did`;
    log.error("money is halted until an operator confirms the clock", { reason });
    await haltClock(this.ctx, reason);
    return jump;
  }
}

/** The guard as a loop of the worker. */
export function clockGuardLoop(ctx: ServiceContext): Loop {
  const guard = new ClockGuard(ctx);
  return repeat("clock guard", async () => {
    await guard.look();
    return LOOK_EVERY_MS;
  });
}
