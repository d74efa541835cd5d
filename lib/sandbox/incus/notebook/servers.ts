import type { Server } from "node:http";
import type { Duplex } from "node:stream";
import { type NotebookFacts, notebookServer } from "./server";

export const NOTEBOOK_PORT = 8888;

/** The notebook servers of a cluster's machines, each made when somebody first connects to it. */
export class Notebooks {
  readonly #servers = new Map<string, Server>();

  accept(machine: string, connection: Duplex, facts: () => NotebookFacts): void {
    const server = this.#servers.get(machine) ?? notebookServer(facts);
    this.#servers.set(machine, server);
    server.emit("connection", connection);
  }

  forget(machine: string): void {
    this.#servers.delete(machine);
  }
}
