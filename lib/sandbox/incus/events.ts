import type { WebSocket } from "ws";
import type { SandboxTime } from "./time";

export type EventType = "operation" | "lifecycle" | "logging";
export const eventTypes: readonly EventType[] = ["operation", "lifecycle", "logging"];

/** Fans events out to the open websockets of `/1.0/events`. */
export class EventHub {
  private readonly listeners = new Map<WebSocket, readonly EventType[]>();

  constructor(private readonly time: SandboxTime) {}

  add(socket: WebSocket, types: readonly EventType[]): void {
    this.listeners.set(socket, types);
    socket.on("close", () => this.listeners.delete(socket));
    socket.on("error", () => socket.terminate());
  }

  send(type: EventType, location: string, metadata: unknown): void {
    const timestamp = this.time.now().toISOString();
    const message = JSON.stringify({ type, timestamp, metadata, location, project: "default" });
    for (const [socket, types] of this.listeners) if (types.includes(type)) socket.send(message);
  }

  lifecycle(action: string, name: string, location: string, context: Record<string, unknown> = {}): void {
    const source = `/1.0/instances/${encodeURIComponent(name)}`;
    this.send("lifecycle", location, { action, source, context, name, project: "default" });
  }

  log(location: string, level: "info" | "warning" | "error", message: string): void {
    this.send("logging", location, { message, level, context: {} });
  }

  close(): void {
    for (const socket of this.listeners.keys()) socket.terminate();
    this.listeners.clear();
  }
}
