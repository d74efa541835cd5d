import type { WebSocket } from "ws";

const KEPT = 128 * 1024;
const last = (text: string) => text.slice(-KEPT);

/** What machines say on their consoles: a buffer of what nobody has read yet. */
export class Consoles {
  private readonly files = new Map<string, { unread: string; watchers: Set<WebSocket> }>();

  write(machine: string, text: string): void {
    const entry = this.of(machine);
    entry.unread = last(entry.unread + text);
    for (const watcher of entry.watchers) watcher.send(Buffer.from(text.replace(/\n/g, "\r\n")));
  }

  /** As the daemon: what a running machine said is given once; what is left when it is off, always. Null: nothing. */
  read(machine: string, running: boolean): string | null {
    const entry = this.of(machine);
    const { unread } = entry;
    if (running) entry.unread = "";
    return unread === "" ? null : unread;
  }

  /** Shows a socket what comes from now on. */
  watch(machine: string, socket: WebSocket): void {
    const { watchers } = this.of(machine);
    watchers.add(socket);
    socket.on("close", () => watchers.delete(socket));
  }

  forget(machine: string): void {
    this.files.delete(machine);
  }

  private of(machine: string) {
    const entry = this.files.get(machine) ?? { unread: "", watchers: new Set<WebSocket>() };
    this.files.set(machine, entry);
    return entry;
  }
}
