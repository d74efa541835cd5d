import { Duplex } from "node:stream";
import type { Guest } from "../ssh/guest";

/** Where a relaying program's bytes go, and how it holds back what comes in. */
export type RelayEnds = {
  send(data: Buffer, sent: () => void): void;
  writeError(text: string): void;
  pause(): void;
  resume(): void;
  finish(exitCode: number): void;
};

export type Relay = { feed(data: Buffer): void; end(): void; over(): void };

/**
 * `socat [options] - TCP4:127.0.0.1:PORT`, the one use of it that is simulated: standard input and output joined to what
 * listens in the machine, with socat's words on standard error (`-d -d`).
 */
export function socat(guest: Guest, rest: readonly string[], ends: RelayEnds): Relay | null {
  const told = rest.filter((word) => word === "-d").length > 1;
  const notice = (text: string) => {
    if (told) ends.writeError(`${new Date().toISOString().slice(0, 19)} socat[7] ${text}\n`);
  };
  const port = rest.flatMap((word) => /^TCP4?:(?:127\.0\.0\.1|localhost):(\d+)/i.exec(word)?.[1] ?? [])[0];
  if (port === undefined || !rest.includes("-")) {
    ends.writeError("socat: this simulated one only knows: socat - TCP4:127.0.0.1:PORT\n");
    ends.finish(1);
    return null;
  }
  const accept = guest.listening(Number(port));
  if (!accept) {
    notice(`E connect(5, AF=2 127.0.0.1:${port}, 16): Connection refused`);
    ends.finish(1);
    return null;
  }
  let inputEnded = false;
  let serverEnded = false;
  const finish = () => {
    if (inputEnded && serverEnded) ends.finish(0);
  };
  const connection = new Duplex({
    allowHalfOpen: true,
    read: () => ends.resume(),
    write: (chunk: Buffer, _, sent) => ends.send(chunk, () => sent()),
    final(done) {
      serverEnded = true;
      notice("N socket 2 (fd 5) is at EOF");
      finish();
      done();
    },
    destroy(error, done) {
      if (!serverEnded) ends.finish(1);
      done(error);
    },
  });
  notice(`N successfully connected from local address AF=2 127.0.0.1:40000`);
  accept(connection);
  return {
    feed: (data) => {
      if (!connection.destroyed && !connection.push(data)) ends.pause();
    },
    end() {
      inputEnded = true;
      if (!connection.destroyed) connection.push(null);
      finish();
    },
    over: () => connection.destroy(),
  };
}
