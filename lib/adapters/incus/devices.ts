import { createHash } from "node:crypto";
import { isIPv6 } from "node:net";
import { type CardPlace, cardPlace, sliceId } from "@/lib/domain/cards";
import { ComputeError } from "@/lib/ports/compute";

type Device = Record<string, string>;

export const forwardName = "ssh";
/** While SSH is closed its device is gone; this keeps its port, so that it comes back where it was. */
export const heldPortKey = "user.held-ssh-port";

/** On every address of whichever host the machine is on. */
export const anywhere = (address: string): string => (isIPv6(address) ? "::" : "0.0.0.0");

export const isAnywhere = (host: string): boolean => host === "0.0.0.0" || host === "::";

/** The host listens and leads to a port of the guest; SSH's if nothing else is said. */
export function forwardDevice(
  host: string,
  port: number,
  to: { protocol: "tcp" | "udp"; port: number } = { protocol: "tcp", port: 22 },
): Device {
  return {
    type: "proxy",
    listen: listenText(to.protocol, host, port),
    connect: `${to.protocol}:127.0.0.1:${to.port}`,
  };
}

const listenText = (protocol: string, host: string, port: number): string =>
  `${protocol}:${isIPv6(host) ? `[${host}]` : host}:${port}`;

/** The same forwarding device, listening at another address or port of the host. */
export function listeningAt(device: Device, at: { host?: string; port?: number }): Device {
  const [, protocol = "tcp", host = "", port = ""] =
    /^(tcp|udp):\[?(.+?)\]?:(\d+)$/.exec(device.listen ?? "") ?? [];
  return { ...device, listen: listenText(protocol, at.host ?? host, at.port ?? Number(port)) };
}

/** Our devices for opened ports are called `open-tcp-8888`. */
export const openPrefix = "open-";

/** Whether a device of that name is one of ours that leads from the host into the guest. */
export const isForward = (name: string): boolean => name === forwardName || name.startsWith(openPrefix);

/** The port on which the host listens for a forwarding device; null: it is another kind. */
export function listenPort({ type, listen = "" }: Device): number | null {
  const port = type === "proxy" ? /:(\d+)$/.exec(listen)?.[1] : undefined;
  return port === undefined ? null : Number(port);
}

/** By PCI address a whole card, by that and two numbers a slice of one. */
export function cardDevices(ids: string[]): Record<string, Device> {
  return Object.fromEntries(ids.map((id, index) => [`gpu${index}`, cardDevice(cardPlace(id))]));
}

function cardDevice({ pci, slice }: CardPlace): Device {
  if (slice === null) return { type: "gpu", gputype: "physical", pci };
  return { type: "gpu", gputype: "mig", pci, "mig.gi": `${slice.gpu}`, "mig.ci": `${slice.compute}` };
}

/** The id of the card that a device is; null: no card, or one that is not named by its address. */
export function cardOf(device: Device): string | null {
  const { type, gputype, pci, "mig.gi": gpu, "mig.ci": compute } = device;
  if (type !== "gpu" || !pci) return null;
  return gputype === "mig" && gpu && compute ? sliceId(pci, gpu, compute) : pci;
}

export const runtimeKey = "nvidia.runtime";

/** The daemon hands a slice to a container through NVIDIA's own runtime alone. */
export const runtimeOf = (ids: string[]): Record<string, string> =>
  ids.some((id) => cardPlace(id).slice !== null) ? { [runtimeKey]: "true" } : {};

/** Which ports may not be had. */
export type Taken = Pick<ReadonlySet<number>, "has">;

/**
 * The port of a machine: where its name points to, or the next free one. The same name gets the same port
 * again as long as nobody else took it. Both ends of the range belong to it.
 */
export function choosePort(name: string, range: [number, number], taken: Taken): number {
  const [first, last] = range;
  const size = last - first + 1;
  const start = createHash("sha256").update(name).digest().readUInt32BE(0) % size;
  for (let step = 0; step < size; step += 1) {
    const port = first + ((start + step) % size);
    if (!taken.has(port)) return port;
  }
  throw new ComputeError("no_capacity", `Every port from ${first} to ${last} is taken`, true);
}
