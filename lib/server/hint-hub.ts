import { setTimeout as wait } from "node:timers/promises";
import type { Pool, PoolClient } from "pg";
import type { Hint } from "@/lib/services/context";
import { poolFor } from "./database";
import { env } from "./env";
import { decodeHints, HINT_CHANNEL } from "./hints";
import { log } from "./log";

export type HintListener = {
  onHint: (hint: Hint) => void;
  /** The connection was away: hints may have been lost. */
  onGap: () => void;
};

const BACKOFF_MS = [250, 500, 1000, 2000, 5000, 10_000];

/**
 * Hears the hints of every process over one connection and hands them to all streams of this one. The connection is
 * there while anybody listens; when it breaks it is made again, and everybody is told that there was a gap.
 */
export class HintHub {
  #listeners = new Set<HintListener>();
  #versions = new Map<Hint["kind"], number>();
  #gaps = 0;
  #stop: AbortController | undefined;
  #ended: Promise<void> = Promise.resolve();

  /** `pool` makes the pool that the one connection is taken from. */
  constructor(private readonly pool: () => Pool) {}

  /** Listens until the returned function is called. */
  subscribe(listener: HintListener): () => void {
    this.#listeners.add(listener);
    if (!this.#stop) {
      const stop = new AbortController();
      this.#stop = stop;
      // A connection that is just ending is awaited, so that there is never more than one.
      this.#ended = this.#ended.then(() => this.#run(stop.signal));
    }
    return () => {
      this.#listeners.delete(listener);
      if (this.#listeners.size > 0) return;
      this.#stop?.abort();
      this.#stop = undefined;
    };
  }

  get listenerCount(): number {
    return this.#listeners.size;
  }

  /** Grows whenever something of this kind may have changed: what was read at one version holds until the next. */
  version(kind: Hint["kind"]): string {
    return `${this.#gaps}.${this.#versions.get(kind) ?? 0}`;
  }

  /** Resolves when the connection of a hub without listeners has ended. */
  idle(): Promise<void> {
    return this.#ended;
  }

  async #run(stopped: AbortSignal): Promise<void> {
    const pool = this.pool();
    let failures = 0;
    while (!stopped.aborted) {
      try {
        const client = await pool.connect();
        await this.#listen(client, stopped, () => {
          failures = 0;
        });
      } catch (error) {
        if (!stopped.aborted)
          log.warn("not hearing hints", { error: error instanceof Error ? error.message : String(error) });
      }
      const pause = BACKOFF_MS[Math.min(failures, BACKOFF_MS.length - 1)];
      failures += 1;
      if (!stopped.aborted) await wait(pause, undefined, { signal: stopped }).catch(() => {});
    }
    await pool.end();
  }

  /** Holds one connection until it breaks or nobody listens any more. */
  async #listen(client: PoolClient, stopped: AbortSignal, onListening: () => void): Promise<void> {
    try {
      await new Promise<void>((resolve, reject) => {
        client.on("error", reject);
        client.on("end", () => reject(new Error("the connection ended")));
        client.on("notification", ({ payload }) => this.#hear(payload ?? ""));
        stopped.addEventListener("abort", () => resolve(), { once: true });
        // Everybody may have left while the connection was being made.
        if (stopped.aborted) resolve();
        client.query(`LISTEN ${HINT_CHANNEL}`).then(() => {
          onListening();
          this.#gaps += 1;
          for (const listener of this.#listeners) listener.onGap();
        }, reject);
      });
    } finally {
      client.removeAllListeners("notification");
      // Never back into a pool: it still listens.
      client.release(true);
    }
  }

  #hear(payload: string): void {
    const hints = decodeHints(payload);
    for (const { kind } of hints) this.#versions.set(kind, (this.#versions.get(kind) ?? 0) + 1);
    for (const listener of this.#listeners) for (const hint of hints) listener.onHint(hint);
  }
}

// Next loads server code more than once per process; all copies share one connection.
const shared = globalThis as typeof globalThis & { wattsecondHub?: HintHub };

/** The hub of this process. */
export function hintHub(): HintHub {
  shared.wattsecondHub ??= new HintHub(() => poolFor(env().databaseUrl, "app", 1));
  return shared.wattsecondHub;
}
