import type { Duplex } from "node:stream";

/** Connections to what listens inside a machine, for itself alone: no port of it is opened to anybody. */
export interface Tunnels {
  /**
   * Connects to a TCP port of the machine's own 127.0.0.1; null: nothing listens there. What either side ends, the other
   * sees as the end; a connection that breaks is destroyed with an error. Only machines of ours, as with every change.
   * Throws `ComputeError`.
   */
  openPort(name: string, port: number): Promise<Duplex | null>;
}
