// Stops what was started, last things first, on a signal or after an error.

/** @typedef {{ stop: () => Promise<void> | void, kill?: () => void }} Stoppable */

export class Stopper {
  /** Each layer stands on the ones before it. @type {Stoppable[][]} */
  #layers = [];
  #abort = new AbortController();
  /** @type {Promise<void> | undefined} */
  #stopping;

  /** @param {(line: string) => void} say */
  constructor(say) {
    const end = async () => {
      if (this.#stopping) {
        for (const part of this.#layers.flat()) part.kill?.();
        process.exit(130);
      }
      say("\nStopping …");
      await this.stop();
      say("Stopped.");
      process.exit(0);
    };
    for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, end);
    // An npm that was killed cannot pass a signal on; what it ran must not stay behind it.
    const { ppid } = process;
    if (process.env.npm_lifecycle_event)
      setInterval(() => {
        if (process.ppid !== ppid && !this.#stopping) void end();
      }, 500).unref();
  }

  /** Aborted as soon as stopping begins. */
  get signal() {
    return this.#abort.signal;
  }

  /** @param {Stoppable[]} parts that may stop side by side */
  add(...parts) {
    this.#layers.push(parts);
  }

  /** Stops every layer, the last one first. @returns {Promise<void>} */
  stop() {
    this.#abort.abort();
    this.#stopping ??= (async () => {
      for (let layer = this.#layers.pop(); layer; layer = this.#layers.pop())
        await Promise.allSettled(layer.map(async (part) => part.stop()));
    })();
    return this.#stopping;
  }
}
