import { type AddressInfo, createServer, type Socket } from "node:net";
import { afterEach, describe, expect, it } from "vitest";
import { probeSsh } from "./ssh-probe";

const opened: { close(): void }[] = [];
afterEach(() => {
  for (const server of opened.splice(0)) server.close();
});

async function serve(greet: (socket: Socket) => void): Promise<{ host: string; port: number }> {
  const server = createServer((socket) => {
    socket.on("error", () => undefined);
    greet(socket);
  });
  opened.push(server);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return { host: "127.0.0.1", port };
}

describe("the SSH probe", () => {
  it("hears the identification, also after other lines and in pieces", async () => {
    expect(await probeSsh(await serve((socket) => socket.write("SSH-2.0-OpenSSH_9.6\r\n")), 2000)).toBe(true);
    const slow = await serve((socket) => {
      socket.write("Welcome\r\nSS");
      setImmediate(() => socket.write("H-2.0-x\r\n"));
    });
    expect(await probeSsh(slow, 2000)).toBe(true);
  });

  it.each([
    ["a port that closes at once", (socket: Socket) => void socket.destroy()],
    ["a port that says something else", (socket: Socket) => void socket.end("HTTP/1.1 400 SSH-2.0-\r\n")],
    ["a port that talks without end", (socket: Socket) => void socket.write("x".repeat(100_000))],
    ["a port that says nothing", () => undefined],
  ])("is not fooled by %s", async (_, greet) => {
    expect(await probeSsh(await serve(greet), 200)).toBe(false);
  });

  it("takes a closed port for an answer: no", async () => {
    expect(await probeSsh({ host: "127.0.0.1", port: 1 }, 2000)).toBe(false);
  });
});
