import { setMaxListeners } from "node:events";
import { log } from "@/lib/server/log";

/** Something that goes on until `signal` aborts. Once aborted it finishes what it has in hand and returns. */
export type Loop = { name: string; run(signal: AbortSignal): Promise<void> };

const FIRST_PAUSE = 500;
/** What is down is asked for again this often: machines and money wait for its return. */
const LONGEST_PAUSE = 5_000;

/** Waits, and returns early without an error when the signal aborts. */
export function rest(milliseconds: number, signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((done) => {
    const end = () => {
      clearTimeout(timer);
      signal.removeEventListener("abort", end);
      done();
    };
    const timer = setTimeout(end, milliseconds);
    signal.addEventListener("abort", end);
  });
}

/**
 * A loop that does one piece of work after the other. `work` returns how many milliseconds to rest until the next
 * piece: 0 while there is more to do.
 */
export function repeat(name: string, work: (signal: AbortSignal) => Promise<number>): Loop {
  return {
    name,
    async run(signal) {
      while (!signal.aborted) await rest(await work(signal), signal);
    },
  };
}

/**
 * Starts every loop. One that throws is logged and goes on after a pause that grows while it keeps throwing; the
 * others do not notice. `stop` aborts them and resolves when the last has returned.
 */
export function start(loops: readonly Loop[]): { stop(): Promise<void> } {
  const abort = new AbortController();
  // Every loop waits for it, however many there are.
  setMaxListeners(0, abort.signal);
  const ends = loops.map((loop) => keepGoing(loop, abort.signal));
  return {
    async stop() {
      abort.abort();
      await Promise.all(ends);
    },
  };
}

async function keepGoing(loop: Loop, signal: AbortSignal): Promise<void> {
  let pauseNow = FIRST_PAUSE;
  while (!signal.aborted) {
    const since = Date.now();
    try {
      await loop.run(signal);
      return;
    } catch (error) {
      if (signal.aborted) return;
      log.unexpected(`the loop "${loop.name}" failed`, error, { pause: pauseNow });
    }
    await rest(pauseNow, signal);
    const lived = Date.now() - since;
    pauseNow = lived > 2 * LONGEST_PAUSE ? FIRST_PAUSE : Math.min(pauseNow * 2, LONGEST_PAUSE);
  }
}
