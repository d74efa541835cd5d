import { createHash } from "node:crypto";
import { isIPv6 } from "node:net";
import { type CardPlace, cardPlace, sliceId } from "@/lib/domain/cards";
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
