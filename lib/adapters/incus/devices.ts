import { createHash } from "node:crypto";
import { isIPv6 } from "node:net";
import { ComputeError } from "@/lib/ports/compute";

type Device = Record<string, string>;

export const forwardName = "ssh";
/** While SSH is closed its device is gone; this keeps its port, so that it comes back where it was. */
export const heldPortKey = "user.held-ssh-port";

/** The host listens and leads to a port of the guest; SSH's if nothing else is said. */
export function forwardDevice(
  host: string,
  port: number,
  to: { protocol: "tcp" | "udp"; port: number } = { protocol: "tcp", port: 22 },
): Device {
  const address = isIPv6(host) ? `[${host}]` : host;
  return {
    type: "proxy",
    listen: `${to.protocol}:${address}:${port}`,
    connect: `${to.protocol}:127.0.0.1:${to.port}`,
  };
}

/** The port on which the host listens for a forwarding device; null: it is another kind. */
export function listenPort({ type, listen = "" }: Device): number | null {
  const port = type === "proxy" ? /:(\d+)$/.exec(listen)?.[1] : undefined;
  return port === undefined ? null : Number(port);
}

export function cardDevices(pciAddresses: string[]): Record<string, Device> {
  return Object.fromEntries(
    pciAddresses.map((pci, index) => [`gpu${index}`, { type: "gpu", gputype: "physical", pci }]),
  );
}

/**
 * The port of a machine: where its name points to, or the next free one. The same name gets the same port
 * again as long as nobody else took it. Both ends of the range belong to it.
 */
export function choosePort(name: string, range: [number, number], taken: ReadonlySet<number>): number {
  const [first, last] = range;
  const size = last - first + 1;
  const start = createHash("sha256").update(name).digest().readUInt32BE(0) % size;
  for (let step = 0; step < size; step += 1) {
    const port = first + ((start + step) % size);
    if (!taken.has(port)) return port;
  }
  throw new ComputeError("no_capacity", `Every port from ${first} to ${last} is taken`, true);
}
