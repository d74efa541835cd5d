import { createServer, type Server as NetServer, type Socket } from "node:net";
import ssh2 from "ssh2";
import { type MachineRecord, sshForward } from "../machine";
import type { Guest } from "./guest";
import { serveClient } from "./session";

type Open = {
  listener: NetServer;
  ssh: InstanceType<typeof ssh2.Server>;
  sockets: Set<Socket>;
  answering: boolean;
};

/** A machine's SSH host key, made once and kept with the machine. */
export function newHostKey(): string {
  const key = ssh2.utils.generateKeyPairSync("ed25519").private;
  // Once in thousands the library makes a key that it cannot read itself.
  return ssh2.utils.parseKey(key) instanceof Error ? newHostKey() : key;
}

/**
 * The forwarded SSH ports of all running machines. As with the real daemon's proxy device the port is bound
 * when the machine starts, and a connection before the guest's own SSH is up is closed without a word.
 */
export class SshServers {
  private readonly byName = new Map<string, Open>();

  /** `hostAddress`: what "every address" means on a host that shares this machine with all others. */
  async open(machine: MachineRecord, guest: Guest, hostAddress: string): Promise<void> {
    const forward = sshForward(machine);
    if (!forward) return;
    const address = ["0.0.0.0", "::"].includes(forward.host) ? hostAddress : forward.host;
    const sockets = new Set<Socket>();
    const ssh = new ssh2.Server({ hostKeys: [machine.hostKey], ident: "OpenSSH_9.6-simulated" }, (client) =>
      serveClient(client, guest),
    );
    const entry: Open = { listener: createServer(), ssh, sockets, answering: false };
    entry.listener.on("connection", (socket) => {
      socket.on("error", () => socket.destroy());
      if (!entry.answering) return void socket.destroy();
      sockets.add(socket);
      socket.on("close", () => sockets.delete(socket));
      ssh.injectSocket(socket);
    });
    await new Promise<void>((resolve, reject) => {
      entry.listener.once("error", (error: Error & { code?: string }) => {
        const reason = error.code === "EADDRINUSE" ? "address already in use" : error.message;
        const listen = `${forward.host}:${forward.port}`;
        reject(
          new Error(
            `Failed to start device "${forward.device}": Failed to listen on ${listen}: bind: ${reason}`,
          ),
        );
      });
      entry.listener.listen(forward.port, address, resolve);
    });
    this.byName.set(machine.name, entry);
  }

  /** From now on the guest's SSH answers. */
  answer(name: string): void {
    const entry = this.byName.get(name);
    if (entry) entry.answering = true;
  }

  async close(name: string): Promise<void> {
    const entry = this.byName.get(name);
    if (!entry) return;
    this.byName.delete(name);
    // What the guest still said goes out first.
    for (const socket of entry.sockets) socket.destroySoon();
    await new Promise<void>((resolve) => entry.listener.close(() => resolve()));
  }

  async closeAll(): Promise<void> {
    await Promise.all([...this.byName.keys()].map((name) => this.close(name)));
  }
}
