import type { Socket } from "node:net";
import ssh2 from "ssh2";
import { type Forwarding, type MachineRecord, proxiesOf } from "../machine";
import { type Door, openDoor } from "./doors";
import type { Guest } from "./guest";
import { newKeyPair } from "./key-pair";
import { serveClient } from "./session";

const SSH_PORT = 22;

type Open = {
  ssh: InstanceType<typeof ssh2.Server>;
  sockets: Set<Socket>;
  answering: boolean;
  /** What "every address" means on a host that shares this computer with all others. */
  host: string;
  /** By device, where they are, and where they lead. */
  doors: Map<string, { forwarding: Forwarding; door: Door }>;
  own: Door | null;
  /** Changes of the same machine follow each other. */
  changing: Promise<void>;
};

/** The guest's own address, and who may come in there. */
export type OwnAddress = { host: string; admits: (from: string) => boolean };

/** A machine's SSH host key, made once and kept with the machine. */
export const newHostKey = (): string => newKeyPair().private;

/**
 * The ways into all running machines, and the one thing in them that listens: SSH. As with the real daemon's proxy
 * devices a port is bound when the machine starts or gets the device, and a connection before the guest's own SSH is up
 * is closed without a word.
 */
export class SshServers {
  private readonly byName = new Map<string, Open>();

  async open(
    machine: MachineRecord,
    guest: Guest,
    at: { host: string; own: OwnAddress | null },
  ): Promise<void> {
    const ssh = new ssh2.Server({ hostKeys: [machine.hostKey], ident: "OpenSSH_9.6-simulated" }, (client) =>
      serveClient(client, guest),
    );
    const entry: Open = {
      ...{ ssh, sockets: new Set(), answering: false, host: at.host, doors: new Map(), own: null },
      changing: Promise.resolve(),
    };
    await change(entry, proxiesOf(machine));
    entry.own = at.own && (await openOwn(entry, at.own));
    this.byName.set(machine.name, entry);
  }

  /** The devices of a running machine have changed. Throws the daemon's sentence when a port cannot be had. */
  async follow(machine: MachineRecord): Promise<void> {
    const entry = this.byName.get(machine.name);
    if (!entry) return;
    const changed = entry.changing.then(() => change(entry, proxiesOf(machine)));
    entry.changing = changed.catch(() => undefined);
    await changed;
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
    await entry.changing;
    // What the guest still said goes out first.
    for (const socket of entry.sockets) socket.destroySoon();
    const doors = [...entry.doors.values()].map(({ door }) => door);
    await Promise.all([...doors, entry.own].map((door) => door?.close()));
  }

  async closeAll(): Promise<void> {
    await Promise.all([...this.byName.keys()].map((name) => this.close(name)));
  }
}

const keyOf = ({ device, protocol, host, port, guestPort }: Forwarding) =>
  `${device} ${protocol} ${host} ${port} ${guestPort}`;

/** Closes what is not wanted any more and then opens what is new; when a port cannot be had, all is as it was. */
async function change(entry: Open, wanted: readonly Forwarding[]): Promise<void> {
  const before = [...entry.doors.values()].map(({ forwarding }) => forwarding);
  try {
    await open(entry, wanted);
  } catch (error) {
    await open(entry, before);
    throw error;
  }
}

async function open(entry: Open, wanted: readonly Forwarding[]): Promise<void> {
  const keys = new Set(wanted.map(keyOf));
  for (const [key, { door }] of entry.doors) {
    if (keys.has(key)) continue;
    entry.doors.delete(key);
    // The port is free at once; connections that are open stay open, and are not waited for.
    void door.close();
  }
  for (const forwarding of wanted) {
    if (entry.doors.has(keyOf(forwarding))) continue;
    const address = ["0.0.0.0", "::"].includes(forwarding.host) ? entry.host : forwarding.host;
    const door = await openDoor(forwarding, address, (socket) => admit(entry, socket, forwarding.guestPort));
    entry.doors.set(keyOf(forwarding), { forwarding, door });
  }
}

function admit(entry: Open, socket: Socket, guestPort: number): void {
  if (!entry.answering || guestPort !== SSH_PORT) return void socket.destroy();
  entry.sockets.add(socket);
  socket.on("close", () => entry.sockets.delete(socket));
  entry.ssh.injectSocket(socket);
}

/** Whoever starts the sandbox may not be allowed to use low ports: then nothing answers at the guest's own address. */
async function openOwn(entry: Open, own: OwnAddress): Promise<Door | null> {
  const proxy = {
    device: "eth0",
    protocol: "tcp" as const,
    host: own.host,
    port: SSH_PORT,
    guestPort: SSH_PORT,
  };
  try {
    return await openDoor(proxy, own.host, (socket) => {
      if (own.admits(socket.remoteAddress ?? "")) admit(entry, socket, SSH_PORT);
      else socket.destroy();
    });
  } catch {
    return null;
  }
}
