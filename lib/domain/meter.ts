import { floorDivide, type Rate, rate, type Ticks, ticks } from "./money";
import { later, type Second, second } from "./time";

/**
 * One account's money as a closed form: nothing is written while it burns.
 *
 *   balance(now) = settled − accrued − burn × (now − anchor)
 *
 * `settled` is what the ledger says can be spent, `accrued` what was used up to `anchor` and is not booked yet.
 * The same four lines exist in SQL (`meter_advance`, `meter_balance`, `meter_runs_out`, and the writer's rates); one
 * table of vectors holds both to the same answers.
 */
export type Meter = { settled: Ticks; accrued: Ticks; burn: Rate; anchor: Second };

/** Moves the anchor forward to `at`. Per account, time never goes back: an earlier second changes nothing. */
export function advance(meter: Meter, at: Second): Meter {
  if (at <= meter.anchor) return meter;
  return { ...meter, accrued: ticks(meter.accrued + meter.burn * (at - meter.anchor)), anchor: at };
}

/** What can be spent at `now`. A clock behind the anchor reads the anchor's balance. */
export function balance(meter: Meter, now: Second): Ticks {
  return ticks(meter.settled - meter.accrued - meter.burn * (later(now, meter.anchor) - meter.anchor));
}

/** The last second that the balance still pays for has ended then; null while nothing burns. */
export function runsOutAt(meter: Meter): Second | null {
  if (meter.burn <= 0n) return null;
  const seconds = floorDivide(meter.settled - meter.accrued, meter.burn);
  return second(meter.anchor + (seconds > 0n ? seconds : 0n));
}

/** A segment opens at `at`. */
export function openRate(meter: Meter, at: Second, added: Rate): Meter {
  const moved = advance(meter, at);
  return { ...moved, burn: rate(moved.burn + added) };
}

/** A segment closes at `at`. */
export function closeRate(meter: Meter, at: Second, removed: Rate): Meter {
  const moved = advance(meter, at);
  return { ...moved, burn: rate(moved.burn - removed) };
}

/**
 * A segment ended at `end`, before the anchor: found out late. Takes back what is accrued since then and not settled.
 * What was settled comes back as a usage credit (`closeLate` in transitions).
 */
export function closeRateLate(meter: Meter, removed: Rate, end: Second, lastSettlement: Second): Meter {
  const from = later(end, lastSettlement);
  const overcharged = meter.anchor > from ? removed * (meter.anchor - from) : 0n;
  return { ...meter, burn: rate(meter.burn - removed), accrued: ticks(meter.accrued - overcharged) };
}

/** What is accrued at `at` becomes usage: it leaves `settled` (the ledger's entries say from which source). */
export function settle(meter: Meter, at: Second): { meter: Meter; usage: Ticks } {
  const moved = advance(meter, at);
  return {
    meter: { ...moved, settled: ticks(moved.settled - moved.accrued), accrued: ticks(0n) },
    usage: moved.accrued,
  };
}
