import { badRequest } from "../errors";
import { expandedDevices, type MachineRecord } from "../machine";

/** Host names only, as the daemon demands. */
export function checkName(name: string): void {
  const complaint =
    name === ""
      ? "Instance name is required"
      : name.length > 63
        ? "Name must be 1-63 characters long"
        : /[^a-zA-Z0-9-]/.test(name)
          ? "Name can only contain alphanumeric and hyphen characters"
          : /^\d/.test(name)
            ? "Name cannot start with a number"
            : /^-|-$/.test(name)
              ? "Name must not start or end with hyphen"
              : null;
  if (complaint !== null) throw badRequest(`Invalid instance name: ${complaint}`);
}

const knownKeys =
  /^(user|image|volatile|cloud-init|environment|limits|boot|security|nvidia|raw|snapshots|cluster|linux|migration)\./;

export function checkConfig(config: Record<string, string>): void {
  for (const [key, value] of Object.entries(config)) {
    const invalid =
      (key === "limits.cpu" && !/^\d+([-,]\d+)*$/.test(value)) ||
      (key === "limits.memory" && !/^\d+(%|[KMGTPE]i?B|B)?$/.test(value));
    if (invalid) throw badRequest(`Invalid config: Invalid value "${value}" for config key "${key}"`);
    if (!knownKeys.test(key)) throw badRequest(`Invalid config: Unknown configuration key: "${key}"`);
  }
}

/** What the daemon refuses about devices before a start; whether a card is there shows at the start. */
export function checkDevices(
  machine: Pick<MachineRecord, "devices" | "profiles">,
  config: Record<string, string>,
): void {
  const devices = Object.entries(expandedDevices(machine));
  if (!devices.some(([, device]) => device.type === "disk" && device.path === "/")) {
    throw badRequest("Invalid devices: Failed detecting root disk device: No root device could be found");
  }
  for (const [name, device] of devices) {
    const refuse = (why: string) =>
      badRequest(`Invalid devices: Device validation failed for "${name}": ${why}`);
    const { type = "" } = device;
    if (!["disk", "gpu", "nic", "none", "proxy"].includes(type))
      throw refuse(`Unsupported device type "${type}"`);
    if (type === "gpu" && !device.pci) throw refuse("This simulated host selects cards by pci address alone");
    if (type === "gpu" && device.gputype === "mig") {
      if (!/^\d+$/.test(device["mig.gi"] ?? "") || !/^\d+$/.test(device["mig.ci"] ?? ""))
        throw refuse("Missing required MIG GPU device properties (mig.gi and mig.ci)");
      if (config["nvidia.runtime"] !== "true")
        throw refuse("nvidia.runtime must be set to true for MIG GPUs to work");
    }
    if (type === "disk" && device.path === "/" && device.pool !== "default")
      throw refuse("Storage pool not found");
    for (const option of type === "proxy" ? ["listen", "connect"] : [])
      if (!/^(tcp|udp):\[?[0-9a-f.:]+\]?:\d+$/.test(device[option] ?? ""))
        throw refuse(`Invalid value for device option "${option}": ${device[option] ?? ""}`);
  }
}
