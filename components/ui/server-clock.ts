/**
 * The server's clock in the browser, and one heartbeat per second for everything that ticks.
 *
 * A view carries the server's time at which it was read. It arrives late by the way it took, and very late when the
 * router shows it from its cache; so of all samples the one furthest ahead is the truest. A sample from the live stream
 * is fresh by definition and replaces the estimate.
 */
let offsetMs = Number.NEGATIVE_INFINITY;
let frozenMs: number | null = null;
let timer: ReturnType<typeof setTimeout> | undefined;
const listeners = new Set<() => void>();

function ring() {
  for (const each of listeners) each();
}

function schedule() {
  clearTimeout(timer);
  if (listeners.size === 0 || frozenMs !== null) return;
  const toNextSecond = 1000 - (((serverNow() % 1000) + 1000) % 1000);
  timer = setTimeout(() => {
    ring();
    schedule();
  }, toNextSecond + 1);
}

/** Takes the time of a view into account; `fresh` for what has just come over the live stream. */
export function noteServerTime(serverNowMs: number, fresh = false) {
  const sample = serverNowMs - Date.now();
  if (!fresh && sample <= offsetMs) return;
  offsetMs = sample;
  schedule();
}

/** Milliseconds since 1970 by the server's clock, as well as it is known. Not affected by a pause. */
export function serverNow(): number {
  return Date.now() + (Number.isFinite(offsetMs) ? offsetMs : 0);
}

/** The second that live figures show: now, or the one at which they were paused. */
export function shownSecond(): number {
  return Math.floor((frozenMs ?? serverNow()) / 1000);
}

/** Stops or continues all live figures of the page. */
export function pauseFigures(paused: boolean) {
  frozenMs = paused ? serverNow() : null;
  ring();
  schedule();
}

export function figuresPaused(): boolean {
  return frozenMs !== null;
}

/** Calls back at every new second while figures run, and whenever they are paused or continued. */
export function onSecond(changed: () => void): () => void {
  listeners.add(changed);
  if (listeners.size === 1) schedule();
  return () => {
    listeners.delete(changed);
    if (listeners.size === 0) clearTimeout(timer);
  };
}
