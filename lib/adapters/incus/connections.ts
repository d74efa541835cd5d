import { Agent } from "node:http";
import type { Socket } from "node:net";
import type { Duplex } from "node:stream";

/** Opens one connection; over TLS it is handed on only when the server has shown the right certificate. */
export type Connect = (done: (error: Error | null, socket?: Socket) => void) => void;

// Between two looks at a region pass a few seconds; what nobody has used for so long may have died on the way.
const idleMs = 30_000;
const mostIdle = 8;

/** One daemon's connections that are used again, by one request after the other. */
export class KeptConnections extends Agent {
  constructor(private readonly open: Connect) {
    super({ keepAlive: true, maxFreeSockets: mostIdle, timeout: idleMs, scheduling: "lifo" });
  }

  override createConnection(_: unknown, done?: (error: Error | null, socket: Duplex) => void): Duplex {
    this.open((error, socket) => done?.(error, socket as Socket));
    // Node takes a connection that comes later by its callback; its types know only the one that is there at once.
    return undefined as unknown as Duplex;
  }

  /** When one of them has died, the others that nobody uses are not to be trusted either. */
  forgetIdle(): void {
    for (const sockets of Object.values(this.freeSockets))
      for (const socket of sockets ?? []) socket.destroy();
  }
}
