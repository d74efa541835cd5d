import { createSocket } from "node:dgram";
import { createServer, type Socket } from "node:net";
import type { Forwarding } from "../machine";

/** A port of this computer that a machine is reached by. */
export type Door = { close(): Promise<void> };

/** Listens where a proxy device says, which is `at` on this computer. What arrives for a port that nothing in the guest listens on is closed at once. */
export async function openDoor(
  proxy: Forwarding,
  at: string,
  arrived: (socket: Socket) => void,
): Promise<Door> {
  try {
    return proxy.protocol === "udp"
      ? await openDatagrams(proxy.port, at)
      : await openStream(proxy.port, at, arrived);
  } catch (error) {
    const inUse = error instanceof Error && "code" in error && error.code === "EADDRINUSE";
    const reason = inUse ? "address already in use" : String(error);
    const address = `${proxy.host}:${proxy.port}`;
    throw new Error(
      `Failed to start device "${proxy.device}": Failed to listen on ${address}: bind: ${reason}`,
    );
  }
}

async function openStream(port: number, host: string, arrived: (socket: Socket) => void): Promise<Door> {
  const listener = createServer((socket) => {
    socket.on("error", () => socket.destroy());
    arrived(socket);
  });
  await new Promise<void>((resolve, reject) => {
    listener.once("error", reject);
    listener.listen(port, host, resolve);
  });
  return { close: () => new Promise((resolve) => listener.close(() => resolve())) };
}

async function openDatagrams(port: number, host: string): Promise<Door> {
  const socket = createSocket(host.includes(":") ? "udp6" : "udp4");
  await new Promise<void>((resolve, reject) => {
    socket.once("error", reject);
    socket.bind(port, host, resolve);
  });
  return { close: () => new Promise((resolve) => socket.close(() => resolve())) };
}
