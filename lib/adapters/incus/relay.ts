import { Duplex } from "node:stream";
import { ComputeError } from "@/lib/ports/compute";
import type { OutputStream, RunningCommand } from "@/lib/ports/machine-access";

/** Says on standard error what became of its connection, and ends with the server; in words that socat has too. */
const python = `
import os, socket, sys, threading
try:
    s = socket.create_connection(("127.0.0.1", int(sys.argv[1])), 5)
except OSError as e:
    sys.exit(str(e))
s.settimeout(None)
s.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
os.write(2, b"successfully connected\\n")
def up():
    try:
        while d := os.read(0, 65536):
            s.sendall(d)
        s.shutdown(socket.SHUT_WR)
    except OSError:
        pass
threading.Thread(target=up, daemon=True).start()
try:
    while d := s.recv(65536):
        while d:
            d = d[os.write(1, d):]
except OSError:
    os._exit(1)
os._exit(0)
`;

/**
 * Programs that carry a connection over standard input and output. cloud-init is written in Python, so whatever takes
 * our keys has the first; a machine without it may have the second, which waits for both sides to end.
 */
export const relays = {
  python: (port: number) => ["python3", "-c", python, String(port)],
  socat: (port: number) => ["socat", "-d", "-d", "-t", "600", "-b", "65536", "-", `TCP4:127.0.0.1:${port}`],
} as const;

type Exec = (
  command: readonly string[],
  onOutput: (data: Buffer, stream: OutputStream) => void,
) => Promise<RunningCommand>;

const CONNECTED = /successfully connected/;
const SERVER_ENDED = /socket 2 \(fd \d+\) is at EOF/;
const NOT_FOUND = 127;
const patienceMs = 10_000;
const mostSaid = 8 * 1024;

/** Runs one of the relays: its connection; null when nothing listens; "missing" when the machine has no such program. */
export async function relayOver(exec: Exec, command: readonly string[]): Promise<Duplex | null | "missing"> {
  let said = "";
  let running: RunningCommand | undefined;
  let serverEnded = false;
  let connected: () => void = () => undefined;
  const connecting = new Promise<"connected">((resolve) => {
    connected = () => resolve("connected");
  });
  const stream = new RelayStream();
  running = await exec(command, (data, from) => {
    if (from === "output") return stream.heard(data);
    said = (said + data.toString("utf8")).slice(-mostSaid);
    if (CONNECTED.test(said)) connected();
    if (serverEnded || !SERVER_ENDED.test(said)) return;
    serverEnded = true;
    // What it has still to say comes in its order; then it ends by itself.
    running?.endInput();
  });
  stream.carriedBy(running);
  let late: ReturnType<typeof setTimeout> | undefined;
  const outcome = await Promise.race([
    connecting,
    running.ended,
    new Promise<"late">((resolve) => {
      late = setTimeout(() => resolve("late"), patienceMs);
    }),
  ]);
  clearTimeout(late);
  // A server that says a word and leaves may be seen to end before it was seen to be there.
  if (outcome === "connected" || CONNECTED.test(said)) return stream;
  stream.on("error", () => undefined).destroy();
  if (outcome === "late") throw new ComputeError("timeout", "The relay in the machine did not connect", true);
  if (outcome.exitCode === NOT_FOUND) return "missing";
  if (/Connection refused/i.test(said)) return null;
  const how = outcome.exitCode === null ? "its connection broke" : `code ${outcome.exitCode}`;
  throw new ComputeError("failed", `The relay in the machine ended: ${how} ${said.slice(-200)}`.trim(), true);
}

/** A command's standard streams as one connection: whoever reads slowly makes the program wait, and so do we. */
class RelayStream extends Duplex {
  #running: RunningCommand | undefined;
  #paused = false;

  constructor() {
    super({ allowHalfOpen: true });
  }

  carriedBy(running: RunningCommand): void {
    this.#running = running;
    if (this.#paused) running.pause();
    void running.ended.then(({ exitCode }) => {
      if (exitCode === 0) this.push(null);
      else this.destroy(new ComputeError("unreachable", "The connection into the machine broke", true));
    });
  }

  heard(data: Buffer): void {
    if (this.destroyed || this.push(data) || this.#paused) return;
    this.#paused = true;
    this.#running?.pause();
  }

  override _read(): void {
    if (!this.#paused) return;
    this.#paused = false;
    this.#running?.resume();
  }

  override _write(chunk: Buffer, _: BufferEncoding, done: () => void): void {
    void this.#running?.write(chunk).then(() => done());
  }

  override _final(done: () => void): void {
    this.#running?.endInput();
    done();
  }

  override _destroy(error: Error | null, done: (error?: Error | null) => void): void {
    this.#running?.close();
    done(error);
  }
}
