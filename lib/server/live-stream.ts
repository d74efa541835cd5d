import type { LiveMessage } from "@/lib/contracts/views";
import type { Hint } from "@/lib/services/context";
import type { HintHub } from "./hint-hub";
import type { LiveSource } from "./live-sources";
import { log } from "./log";

const SNAPSHOT_MS = 30_000;
const HEARTBEAT_MS = 15_000;
/** Messages that may wait for a slow reader; then sources wait instead, and send only their newest view. */
const HIGH_WATER = 4;

export type EndReason = Extract<LiveMessage, { kind: "end" }>["reason"];

export type LiveStreamOptions = {
  hub: HintHub;
  sources: readonly LiveSource[];
  /** The view of a source for this reader. */
  read: (source: LiveSource) => Promise<LiveMessage | null>;
  /** Whose hints matter besides everybody's; null: only everybody's. */
  accountId: string | null;
  /** Why the stream must end now, or null. Asked at each snapshot, at hints about sessions, and at `endsAt`. */
  ended: () => Promise<EndReason | null>;
  endsAt?: Date | null;
  signal: AbortSignal;
  snapshotMs?: number;
};

/** Server-sent events: a snapshot, then whole views as they change, until the reader leaves or may no longer look. */
export function liveStream(options: LiveStreamOptions): ReadableStream<Uint8Array> {
  const stream = new LiveStream(options);
  return new ReadableStream<Uint8Array>(
    {
      start: (controller) => stream.start(controller),
      pull: () => stream.pump(),
      cancel: () => stream.close(),
    },
    { highWaterMark: HIGH_WATER },
  );
}

class LiveStream {
  #encoder = new TextEncoder();
  #controller: ReadableStreamDefaultController<Uint8Array> | undefined;
  #dirty = new Set<LiveSource>();
  #check = false;
  #pumping = false;
  #leave: (() => void)[] = [];

  constructor(private readonly options: LiveStreamOptions) {}

  start(controller: ReadableStreamDefaultController<Uint8Array>): void {
    const { hub, signal, endsAt, snapshotMs = SNAPSHOT_MS } = this.options;
    this.#controller = controller;
    if (signal.aborted) {
      this.close();
      return;
    }
    this.#onLeave(hub.subscribe({ onHint: (hint) => this.#hint(hint), onGap: () => this.#snapshot() }));
    const abort = () => this.close();
    signal.addEventListener("abort", abort, { once: true });
    this.#onLeave(() => signal.removeEventListener("abort", abort));
    const snapshots = setInterval(() => this.#snapshot(), snapshotMs);
    const heartbeats = setInterval(() => this.#heartbeat(), HEARTBEAT_MS);
    this.#onLeave(() => clearInterval(snapshots));
    this.#onLeave(() => clearInterval(heartbeats));
    if (endsAt) {
      const end = setTimeout(() => this.#recheck(), Math.max(0, endsAt.getTime() - Date.now()));
      this.#onLeave(() => clearTimeout(end));
    }
    this.#send("retry: 2000\n\n");
    this.#snapshot();
  }

  /** Sends what is due while the reader keeps up. Never two at once, so that a source's views stay in order. */
  async pump(): Promise<void> {
    if (this.#pumping) return;
    this.#pumping = true;
    try {
      while (this.#controller && (this.#check || this.#dirty.size > 0)) {
        if (this.#check) await this.#endIfEnded();
        const [source] = this.#dirty;
        if (!source || (this.#controller?.desiredSize ?? 0) <= 0) break;
        this.#dirty.delete(source);
        await this.#sendView(source);
      }
    } finally {
      this.#pumping = false;
    }
  }

  close(): void {
    const controller = this.#controller;
    this.#controller = undefined;
    for (const leave of this.#leave.splice(0)) leave();
    try {
      controller?.close();
    } catch {
      // The reader cancelled first; there is nothing left to close.
    }
  }

  #onLeave(leave: () => void): void {
    this.#leave.push(leave);
  }

  #hint(hint: Hint): void {
    if (hint.accountId !== null && hint.accountId !== this.options.accountId) return;
    if (hint.kind === "session") {
      this.#recheck();
      return;
    }
    for (const source of this.options.sources) if (source.hints.includes(hint.kind)) this.#dirty.add(source);
    void this.pump();
  }

  #snapshot(): void {
    for (const source of this.options.sources) this.#dirty.add(source);
    this.#recheck();
  }

  #recheck(): void {
    this.#check = true;
    void this.pump();
  }

  #heartbeat(): void {
    if ((this.#controller?.desiredSize ?? 0) > 0) this.#send(":\n\n");
  }

  #send(text: string): void {
    this.#controller?.enqueue(this.#encoder.encode(text));
  }

  #sendMessage(message: LiveMessage): void {
    this.#send(`data: ${JSON.stringify(message)}\n\n`);
  }

  async #sendView(source: LiveSource): Promise<void> {
    try {
      const message = await this.options.read(source);
      if (message) this.#sendMessage(message);
    } catch (error) {
      // The next snapshot tries again; the reader sees the last view until then.
      log.unexpected("a live view was not read", error, { source: source.kind });
    }
  }

  async #endIfEnded(): Promise<void> {
    this.#check = false;
    try {
      const reason = await this.options.ended();
      if (reason === null || !this.#controller) return;
      this.#sendMessage({ kind: "end", reason });
      this.close();
    } catch (error) {
      log.unexpected("a stream's session was not looked up", error);
    }
  }
}
