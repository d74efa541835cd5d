import { createHash } from "node:crypto";
import { isIPv6 } from "node:net";
import { ComputeError } from "@/lib/ports/compute";

type Device = Record<string, string>;

export const forwardName = "ssh";

/** On every address of whichever host the machine is on. */
export const anywhere = (address: string): string => (isIPv6(address) ? "::" : "0.0.0.0");

export const isAnywhere = (host: string): boolean => host === "0.0.0.0" || host === "::";

/** The host listens and leads to the guest's SSH. */
export function forwardDevice(host: string, port: number): Device {
  const address = isIPv6(host) ? `[${host}]` : host;
  return { type: "proxy", listen: `tcp:${address}:${port}`, connect: "tcp:127.0.0.1:22" };
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
