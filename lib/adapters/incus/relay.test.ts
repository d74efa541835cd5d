import { spawn, spawnSync } from "node:child_process";
import { createHash, randomBytes } from "node:crypto";
import { once } from "node:events";
import { type AddressInfo, createServer, type Socket } from "node:net";
import type { Duplex } from "node:stream";
import { afterEach, describe, expect, it } from "vitest";
import type { OutputStream, RunningCommand } from "@/lib/ports/machine-access";
import { patience } from "@/lib/testing/patience";
import { relayOver, relays } from "./relay";

const cleanUps: (() => void)[] = [];
afterEach(() => {
  for (const clean of cleanUps.splice(0)) clean();
});

/** This computer as the machine: the relay's program is run here. */
async function exec(
  command: readonly string[],
  onOutput: (data: Buffer, stream: OutputStream) => void,
): Promise<RunningCommand> {
  const child = spawn(command[0] ?? "", command.slice(1));
  cleanUps.push(() => child.kill("SIGKILL"));
  child.stdout.on("data", (data) => onOutput(data, "output"));
  child.stderr.on("data", (data) => onOutput(data, "errors"));
  child.stdin.on("error", () => undefined);
  return {
    write: (data) => new Promise((resolve) => child.stdin.write(data, () => resolve())),
    endInput: () => child.stdin.end(),
    resize: () => undefined,
    signal: () => undefined,
    pause: () => void child.stdout.pause(),
    resume: () => void child.stdout.resume(),
    close: () => void child.kill("SIGKILL"),
    ended: new Promise((resolve) => {
      child.on("error", () => resolve({ exitCode: 127 }));
      child.on("close", (exitCode) => resolve({ exitCode }));
    }),
  };
}

async function listen(serve: (socket: Socket) => void): Promise<number> {
  const server = createServer({ allowHalfOpen: true }, (socket) => {
    cleanUps.push(() => socket.destroy());
    socket.on("error", () => undefined);
    serve(socket);
  }).listen(0, "127.0.0.1");
  cleanUps.push(() => server.close());
  await once(server, "listening");
  return (server.address() as AddressInfo).port;
}

async function all(stream: Duplex): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(chunk);
  return Buffer.concat(chunks);
}
const digest = (data: Buffer) => createHash("sha256").update(data).digest("hex");

const programs = { python: "python3", socat: "socat" } as const;
for (const kind of ["python", "socat"] as const) {
  const missing = spawnSync(programs[kind], ["-h"]).error !== undefined;
  describe.skipIf(missing)(`a relay of ${programs[kind]}`, () => {
    async function connected(port: number): Promise<Duplex> {
      const connection = await relayOver(exec, relays[kind](port));
      if (connection === null || connection === "missing") throw new Error(`not connected: ${connection}`);
      cleanUps.push(() => connection.on("error", () => undefined).destroy());
      return connection;
    }

    it("carries much in both directions, and the end of what was sent", async () => {
      const port = await listen((socket) => socket.pipe(socket));
      const connection = await connected(port);
      const sent = randomBytes(8 * 1024 * 1024);
      connection.end(sent);
      expect(digest(await all(connection))).toBe(digest(sent));
    });

    it("lets a server answer after the client has said its last", async () => {
      const port = await listen((socket) => {
        socket.resume();
        socket.on("end", () => setTimeout(() => socket.end("late"), 1000));
      });
      const connection = await connected(port);
      connection.end("question");
      expect((await all(connection)).toString()).toBe("late");
    });

    it("ends when the server does, with all that it said", async () => {
      const said = randomBytes(1024 * 1024);
      const port = await listen((socket) => socket.resume().end(said));
      const connection = await connected(port);
      expect(digest(await all(connection))).toBe(digest(said));
    });

    it("makes a server wait for a reader who does not read", async () => {
      let taken = 0;
      const port = await listen((socket) => {
        const chunk = Buffer.alloc(64 * 1024);
        const more = () => {
          while (taken < 512 * 1024 * 1024) {
            taken += chunk.length;
            if (!socket.write(chunk)) return;
          }
        };
        socket.on("drain", more);
        more();
      });
      const connection = await connected(port);
      connection.read(0);
      let before = -1;
      await expect
        .poll(
          () => {
            const still = taken === before;
            before = taken;
            return still;
          },
          { ...patience, interval: 300 },
        )
        .toBe(true);
      expect(taken).toBeLessThan(64 * 1024 * 1024);
      connection.resume();
      const held = taken;
      await expect.poll(() => taken, patience).toBeGreaterThan(held);
    });

    it("hangs up when it is let go of", async () => {
      let left = false;
      const port = await listen((socket) => {
        const leave = () => {
          left = true;
        };
        socket.resume().on("end", leave).on("close", leave);
      });
      (await connected(port)).destroy();
      await expect.poll(() => left, patience).toBe(true);
    });

    it("says that nothing listens", async () => {
      expect(await relayOver(exec, relays[kind](1))).toBeNull();
    });
  });
}

describe("relaying", () => {
  it("finds that a machine has no such program", async () => {
    expect(await relayOver(exec, ["no-such-program-here"])).toBe("missing");
  });

  it("breaks off when the way to the machine breaks", async () => {
    const port = await listen((socket) => socket.resume().write("begun"));
    let cut: () => void = () => undefined;
    const breaking: typeof exec = async (command, onOutput) => {
      const running = await exec(command, onOutput);
      const broken = new Promise<{ exitCode: null }>((resolve) => {
        cut = () => resolve({ exitCode: null });
      });
      return { ...running, ended: broken };
    };
    const connection = await relayOver(breaking, relays.python(port));
    if (connection === null || connection === "missing") throw new Error("not connected");
    const failed = once(connection, "error");
    connection.resume();
    cut();
    expect(String(await failed)).toContain("broke");
  });
});
