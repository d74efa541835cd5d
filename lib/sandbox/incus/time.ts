/** The sandbox's clock and its waiting, so that tests never sleep. */
export type SandboxTime = {
  now(): Date;
  /** Resolves after `ms`, or at once when `signal` aborts. */
  delay(ms: number, signal?: AbortSignal): Promise<void>;
};

export const realTime: SandboxTime = {
  now: () => new Date(),
  delay: (ms, signal) =>
    new Promise((resolve) => {
      if (ms <= 0 || signal?.aborted) return resolve();
      const timer = setTimeout(done, ms);
      function done() {
        clearTimeout(timer);
        signal?.removeEventListener("abort", done);
        resolve();
      }
      signal?.addEventListener("abort", done, { once: true });
    }),
};
