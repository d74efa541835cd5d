import type { MachineEvent } from "@/lib/ports/compute";
import { event as eventSchema } from "./answers";
import type { Transport } from "./transport";

const kinds: Record<string, MachineEvent["kind"]> = {
  "instance-started": "started",
  "instance-stopped": "stopped",
  "instance-shutdown": "shutdown",
  "instance-deleted": "deleted",
  "instance-created": "created",
  "instance-restarted": "restarted",
};

const firstPauseMs = 250;
const longestPauseMs = 15_000;
// A connection that died without a word is noticed after two of these.
const heartbeatMs = 15_000;

/** The daemon's lifecycle events, for as long as `signal` lets it. What happened during a gap is lost. */
export function watchEvents(
  transport: Transport,
  onEvent: (event: MachineEvent) => void,
  onGap: () => void,
  signal: AbortSignal,
): void {
  let pauseMs = firstPauseMs;
  let connectedBefore = false;
  const attempt = () => {
    if (signal.aborted) return;
    const socket = transport.websocket("/1.0/events?type=lifecycle");
    const end = () => socket.terminate();
    let alive = true;
    const heartbeat = setInterval(() => {
      if (!alive) return socket.terminate();
      alive = false;
      if (socket.readyState === socket.OPEN) socket.ping();
    }, heartbeatMs);
    signal.addEventListener("abort", end, { once: true });
    socket.on("pong", () => {
      alive = true;
    });
    socket.on("open", () => {
      alive = true;
      pauseMs = firstPauseMs;
      if (connectedBefore) onGap();
      connectedBefore = true;
    });
    socket.on("message", (data) => {
      alive = true;
      const parsed = readEvent(data.toString());
      if (parsed && !signal.aborted) onEvent(parsed);
    });
    // Every error is followed by "close", which is where we try again.
    socket.on("error", () => undefined);
    socket.on("close", () => {
      clearInterval(heartbeat);
      signal.removeEventListener("abort", end);
      if (signal.aborted) return;
      const timer = setTimeout(attempt, pauseMs);
      signal.addEventListener("abort", () => clearTimeout(timer), { once: true });
      pauseMs = Math.min(longestPauseMs, pauseMs * 2);
    });
  };
  attempt();
}

/** Null for what does not concern an instance, and for what cannot be read. */
export function readEvent(message: string): MachineEvent | null {
  let json: unknown;
  try {
    json = JSON.parse(message);
  } catch {
    return null;
  }
  const parsed = eventSchema.safeParse(json);
  if (!parsed.success || parsed.data.type !== "lifecycle") return null;
  const { action, source } = parsed.data.metadata;
  // Looking inside, as the telemetry does, changes nothing.
  if (action === "instance-exec") return null;
  const name = /^\/1\.0\/(?:instances|containers|virtual-machines)\/([^/?]+)$/.exec(
    source.split("?")[0] ?? "",
  )?.[1];
  if (name === undefined) return null;
  return {
    name: decodeURIComponent(name),
    kind: Object.hasOwn(kinds, action) ? (kinds[action] ?? "other") : "other",
    at: new Date(parsed.data.timestamp),
  };
}
