import { randomBytes } from "node:crypto";
import { setMaxListeners } from "node:events";
import type { WebSocket } from "ws";

/** The names of an operation's sockets: `control`, and the numbers of the streams. */
export type Fd = "control" | "0" | "1" | "2";
export type Connected = Partial<Record<Fd, WebSocket>>;

/** `ended` aborts when the machine goes off. */
type Session = { connected: Connected; ended: AbortSignal };
type Entry = { machine: string; secrets: Map<string, Fd>; sockets: Connected; begin: () => void };

/** How long a client may take to connect all of its sockets. */
const PATIENCE_MS = 30_000;

/** Operations that wait for their sockets, and those that have them. */
export class Sessions {
  private readonly waiting = new Map<string, Entry>();
  private readonly machines = new Map<string, AbortController>();

  /** A secret for each socket; `sockets` resolves when the client has connected them all. */
  expect(
    machine: string,
    fds: readonly Fd[],
  ): { secrets: Record<string, string>; sockets: Promise<Session> } {
    const secrets = new Map(fds.map((fd): [string, Fd] => [randomBytes(32).toString("hex"), fd]));
    const { signal: ended } = this.machineOf(machine);
    const sockets = new Promise<Session>((resolve, reject) => {
      const late = AbortSignal.any([ended, AbortSignal.timeout(PATIENCE_MS)]);
      const giveUp = () => {
        for (const secret of secrets.keys()) this.waiting.delete(secret);
        reject(new Error("The client did not connect"));
      };
      late.addEventListener("abort", giveUp, { once: true });
      const entry: Entry = {
        machine,
        secrets,
        sockets: {},
        begin: () => {
          late.removeEventListener("abort", giveUp);
          resolve({ connected: entry.sockets, ended });
        },
      };
      for (const secret of secrets.keys()) this.waiting.set(secret, entry);
    });
    return { secrets: Object.fromEntries([...secrets].map(([secret, fd]) => [fd, secret])), sockets };
  }

  /** Whether a socket is expected with this secret. Each is good for one. */
  admits(secret: string): boolean {
    return this.waiting.has(secret);
  }

  connect(secret: string, socket: WebSocket): void {
    const entry = this.waiting.get(secret);
    const fd = entry?.secrets.get(secret);
    if (!entry || !fd) {
      socket.terminate();
      return;
    }
    this.waiting.delete(secret);
    socket.on("error", () => socket.terminate());
    entry.sockets[fd] = socket;
    if (Object.keys(entry.sockets).length === entry.secrets.size) entry.begin();
  }

  /** The machine is off: whatever ran in it is gone. */
  endAll(machine: string): void {
    this.machines.get(machine)?.abort();
    this.machines.delete(machine);
  }

  close(): void {
    for (const machine of this.machines.keys()) this.endAll(machine);
  }

  private machineOf(name: string): AbortController {
    const known = this.machines.get(name) ?? new AbortController();
    // One for each command that runs, and there may be many.
    setMaxListeners(0, known.signal);
    this.machines.set(name, known);
    return known;
  }
}
