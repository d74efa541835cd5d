import { Agent, type ClientRequest } from "node:http";
import type { Duplex } from "node:stream";

/** An unused connection costs the machine a process. */
const IDLE_MS = 15_000;
const MOST_IDLE = 6;

/** Nothing listens in the machine: it has not come so far yet. */
export class NothingListens extends Error {}

/** Connections into one machine, kept for the next request. What they run over knows neither addresses nor sockets. */
export class TunnelAgent extends Agent {
  readonly #connect: () => Promise<Duplex | null>;
  readonly #idle = new WeakMap<Duplex, ReturnType<typeof setTimeout>>();

  constructor(connect: () => Promise<Duplex | null>) {
    super({ keepAlive: true, maxFreeSockets: MOST_IDLE });
    this.#connect = connect;
  }

  // Node takes a connection that comes later by its callback.
  override createConnection(_: object, done?: (error: Error | null, connection: Duplex) => void): undefined {
    const fail = (error: Error) => done?.(error, undefined as unknown as Duplex);
    this.#connect().then(
      (connection) => (connection ? done?.(null, connection) : fail(new NothingListens())),
      (error: unknown) => fail(error instanceof Error ? error : new Error(String(error))),
    );
  }

  override keepSocketAlive(connection: Duplex): boolean {
    const timer = setTimeout(() => connection.destroy(), IDLE_MS);
    timer.unref();
    this.#idle.set(connection, timer);
    return true;
  }

  override reuseSocket(connection: Duplex, request: ClientRequest): void {
    clearTimeout(this.#idle.get(connection));
    // Node's own asks of a kept connection what only a network socket can: to keep the process from ending.
    super.reuseSocket(Object.assign(connection, { ref: () => connection }), request);
  }
}
