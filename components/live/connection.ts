import type { LiveMessage } from "@/lib/contracts/views";

type Note =
  | { type: "message"; message: LiveMessage }
  | { type: "connected"; connected: boolean }
  /** A tab that has just opened asks the leading one for the newest views. */
  | { type: "hello" };

export type LiveListener = {
  onMessage: (message: LiveMessage) => void;
  onConnected: (connected: boolean) => void;
};

const URL_OF_STREAM = "/api/live";
const FIRST_RETRY_MS = 1_000;
const LONGEST_RETRY_MS = 30_000;
/** The server sends a snapshot every 30 s; two missed ones mean that nobody is there, whatever the socket says. */
const SILENCE_MS = 75_000;

/**
 * The live stream of one browser: the tab that holds the lock keeps the only connection open and tells the others.
 * Where locks or channels are missing, or the leading tab has fallen silent, a tab connects for itself. `scope` says
 * whose stream it is: tabs of another account do not mix. Returns how to leave.
 */
export function openLive(scope: string, listener: LiveListener): () => void {
  const name = `live:${scope}`;
  const leave = new AbortController();
  const channel = "BroadcastChannel" in window ? new BroadcastChannel(name) : null;
  const newest = new Map<LiveMessage["kind"], LiveMessage>();
  let source: Source | null = null;

  const silence = watchdog(SILENCE_MS, () => {
    listener.onConnected(false);
    connect();
  });

  function take(message: LiveMessage) {
    silence.reset();
    listener.onMessage(message);
  }

  function connect() {
    source?.close();
    if (leave.signal.aborted) return;
    source = openSource({
      onMessage: (message) => {
        newest.set(message.kind, message);
        tell({ type: "message", message });
        take(message);
        if (message.kind === "end") source?.close();
      },
      onConnected: (connected) => {
        tell({ type: "connected", connected });
        listener.onConnected(connected);
      },
    });
  }

  // A grant of the lock, or a last word of the stream, may come after the page has left.
  const tell = (note: Note) => {
    if (!leave.signal.aborted) channel?.postMessage(note);
  };
  if (channel) {
    channel.onmessage = ({ data: note }: MessageEvent<Note>) => {
      if (note.type === "hello") {
        for (const message of newest.values()) tell({ type: "message", message });
        return;
      }
      // A tab with a connection of its own needs no second-hand news, but the end concerns everybody.
      if (source && !(note.type === "message" && note.message.kind === "end")) return;
      if (note.type === "message") take(note.message);
      else listener.onConnected(note.connected);
    };
    tell({ type: "hello" });
  }
  if (channel && "locks" in navigator) {
    navigator.locks
      .request(name, { signal: leave.signal }, () => {
        if (leave.signal.aborted) return;
        connect();
        // The lock is held until this tab leaves.
        return new Promise<void>((resolve) => leave.signal.addEventListener("abort", () => resolve()));
      })
      .catch((error: unknown) => {
        if (!leave.signal.aborted) throw error;
      });
  } else {
    connect();
  }

  return () => {
    leave.abort();
    silence.stop();
    source?.close();
    channel?.close();
  };
}

type Source = { close(): void };

/** One connection that comes back by itself, later and later while the server refuses. */
function openSource(listener: LiveListener): Source {
  let events: EventSource | null = null;
  let retry: ReturnType<typeof setTimeout> | undefined;
  let pause = FIRST_RETRY_MS;

  function open() {
    events = new EventSource(URL_OF_STREAM);
    events.onopen = () => {
      pause = FIRST_RETRY_MS;
      listener.onConnected(true);
    };
    events.onmessage = ({ data }: MessageEvent<string>) => {
      const message: LiveMessage = JSON.parse(data);
      listener.onMessage(message);
    };
    events.onerror = () => {
      listener.onConnected(false);
      // After a lost connection the browser comes back by itself; after a refusal it gives up, and we do not.
      if (events?.readyState !== EventSource.CLOSED) return;
      retry = setTimeout(open, pause * (0.5 + Math.random()));
      pause = Math.min(pause * 2, LONGEST_RETRY_MS);
    };
  }
  open();
  return {
    close() {
      clearTimeout(retry);
      events?.close();
    },
  };
}

function watchdog(milliseconds: number, bark: () => void) {
  let timer = setTimeout(bark, milliseconds);
  return {
    reset() {
      clearTimeout(timer);
      timer = setTimeout(() => {
        bark();
        this.reset();
      }, milliseconds);
    },
    stop: () => clearTimeout(timer),
  };
}
