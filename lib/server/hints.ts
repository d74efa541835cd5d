import type { Pool } from "pg";
import type { Hint } from "@/lib/services/context";
import { appPool } from "./database";
import { log } from "./log";

export const HINT_CHANNEL = "wattsecond_hints";
/** Postgres refuses a notification of 8000 bytes or more. */
const MAXIMUM_BYTES = 7_500;
const COALESCE_MS = 50;

/** `meter:acc_…`; an empty name concerns everybody. */
const encode = (hint: Hint): string => `${hint.kind}:${hint.accountId ?? ""}`;

const KINDS: readonly Hint["kind"][] = [
  "meter",
  "instances",
  "volumes",
  "kept",
  "payments",
  "availability",
  "session",
];

/** The hints of one notification; what is not understood is left out. */
export function decodeHints(payload: string): Hint[] {
  return payload.split(" ").flatMap((part) => {
    const [name = "", accountId = ""] = part.split(":");
    const kind = KINDS.find((each) => each === name);
    return kind ? [{ kind, accountId: accountId === "" ? null : accountId }] : [];
  });
}

/**
 * Sends hints after the commit, from a connection outside any transaction: a NOTIFY inside would make Postgres
 * commit one transaction at a time. Repeated hints of 50 ms become one. A failed one is only logged: it is never the
 * truth, and the next snapshot heals it.
 */
export class Notifier {
  #waiting = new Set<string>();
  #timer: NodeJS.Timeout | undefined;

  constructor(private readonly pool: () => Pool) {}

  notify(hints: readonly Hint[]): void {
    for (const hint of hints) this.#waiting.add(encode(hint));
    if (this.#waiting.size === 0 || this.#timer) return;
    this.#timer = setTimeout(() => void this.flush(), COALESCE_MS);
  }

  /** Sends what waits now; for the end of a process. */
  async flush(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const payloads = inChunks([...this.#waiting]);
    this.#waiting.clear();
    if (payloads.length === 0) return;
    try {
      await this.pool().query("SELECT pg_notify($1, each) FROM unnest($2::text[]) AS each", [
        HINT_CHANNEL,
        payloads,
      ]);
    } catch (error) {
      log.warn("hints were not sent", { error: error instanceof Error ? error.message : String(error) });
    }
  }
}

function inChunks(parts: readonly string[]): string[] {
  const chunks: string[] = [];
  for (const part of parts) {
    const last = chunks.at(-1);
    if (last !== undefined && last.length + part.length < MAXIMUM_BYTES)
      chunks[chunks.length - 1] = `${last} ${part}`;
    else chunks.push(part);
  }
  return chunks;
}

// Next loads server code more than once per process; all copies share one notifier.
const shared = globalThis as typeof globalThis & { wattsecondNotifier?: Notifier };

/** The notifier of this process. */
export function notifier(): Notifier {
  shared.wattsecondNotifier ??= new Notifier(appPool);
  return shared.wattsecondNotifier;
}
