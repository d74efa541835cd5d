import type { Cluster } from "../cluster";
import { sizeOf } from "../guest";
import { fillAt, profileOf } from "../load";
import type { MachineRecord } from "../machine";
import type { Reply, Request } from "./reply";
import { ownName } from "./server";

type Family = { type: "counter" | "gauge"; help: string };

const families: Record<string, Family> = {
  lxd_cpu_seconds_total: { type: "counter", help: "The total number of CPU time used in seconds." },
  lxd_disk_read_bytes_total: { type: "counter", help: "The total number of bytes read." },
  lxd_disk_written_bytes_total: { type: "counter", help: "The total number of bytes written." },
  lxd_filesystem_avail_bytes: { type: "gauge", help: "The number of available space in bytes." },
  lxd_filesystem_free_bytes: { type: "gauge", help: "The number of free space in bytes." },
  lxd_filesystem_size_bytes: { type: "gauge", help: "The size of the filesystem in bytes." },
  lxd_memory_MemAvailable_bytes: { type: "gauge", help: "The amount of available memory." },
  lxd_memory_MemFree_bytes: { type: "gauge", help: "The amount of free memory." },
  lxd_memory_MemTotal_bytes: { type: "gauge", help: "The amount of used memory." },
  lxd_network_receive_bytes_total: {
    type: "counter",
    help: "The amount of received bytes on a given interface.",
  },
  lxd_network_transmit_bytes_total: {
    type: "counter",
    help: "The amount of transmitted bytes on a given interface.",
  },
  lxd_procs_total: { type: "gauge", help: "The number of running processes." },
};

/** What a member says of its own machines that run, as OpenMetrics; of those elsewhere it knows nothing. */
export function getMetrics(cluster: Cluster, request: Request): Reply {
  const host = cluster.host(request.query.get("target") ?? ownName(cluster));
  cluster.reach(host.name);
  const lines = new Map<string, string[]>(Object.keys(families).map((family) => [family, []]));
  for (const machine of cluster.store.machines.values()) {
    if (machine.host !== host.name || machine.power === "stopped" || machine.creating) continue;
    for (const [family, labels, value] of samplesOf(cluster, machine))
      lines.get(family)?.push(`${family}{${labelsOf(machine, labels)}} ${value}`);
  }
  const text = [...lines].flatMap(([family, samples]) =>
    samples.length === 0
      ? []
      : [
          `# HELP ${family} ${families[family]?.help}`,
          `# TYPE ${family} ${families[family]?.type}`,
          ...samples,
        ],
  );
  return { kind: "text", type: "text/plain", text: `${[...text, "# EOF"].join("\n")}\n` };
}

type Sample = [family: string, labels: Record<string, string>, value: number];

function samplesOf(cluster: Cluster, machine: MachineRecord): Sample[] {
  const size = sizeOf(cluster, machine);
  const profile = profileOf(machine.config["user.sandbox.load"]);
  const now = cluster.time.now().getTime() / 1000;
  const bootedAt = Date.parse(machine.lastUsedAt) / 1000;
  const boot = `${machine.lastUsedAt}/${machine.pid}`;
  const flow = cluster.counters.read({ name: machine.name, boot, bootedAt }, size, profile, now);
  const { memoryBytes, diskBytes } = fillAt(machine.name, size, profile, now);
  const memory = size.memoryMib * 1024 ** 2;
  const disk = size.diskGib * 1024 ** 3;
  const root = { device: "", fstype: "ext4", mountpoint: "/" };
  const cpus = Array.from({ length: size.vcpus }, (_, cpu): Sample[] => [
    // Four fifths of what programs do they do themselves.
    ["lxd_cpu_seconds_total", { cpu: `${cpu}`, mode: "system" }, (flow.cpuSeconds * 0.2) / size.vcpus],
    ["lxd_cpu_seconds_total", { cpu: `${cpu}`, mode: "user" }, (flow.cpuSeconds * 0.8) / size.vcpus],
  ]);
  return [
    ...cpus.flat(),
    ["lxd_disk_read_bytes_total", { device: "sda" }, Math.round(flow.diskReadBytes)],
    ["lxd_disk_written_bytes_total", { device: "sda" }, Math.round(flow.diskWrittenBytes)],
    ["lxd_filesystem_avail_bytes", root, disk - diskBytes],
    ["lxd_filesystem_free_bytes", root, disk - diskBytes],
    ["lxd_filesystem_size_bytes", root, disk],
    ["lxd_memory_MemAvailable_bytes", {}, memory - memoryBytes],
    ["lxd_memory_MemFree_bytes", {}, Math.round((memory - memoryBytes) * 0.9)],
    ["lxd_memory_MemTotal_bytes", {}, memory],
    ["lxd_network_receive_bytes_total", { device: "lo" }, 0],
    ["lxd_network_receive_bytes_total", { device: "eth0" }, Math.round(flow.receivedBytes)],
    ["lxd_network_transmit_bytes_total", { device: "lo" }, 0],
    ["lxd_network_transmit_bytes_total", { device: "eth0" }, Math.round(flow.sentBytes)],
    ["lxd_procs_total", {}, 12],
  ];
}

/** In the order of the daemon: the alphabet. */
function labelsOf(machine: MachineRecord, labels: Record<string, string>): string {
  // A filesystem's metrics do not name the machine's type.
  const type = "fstype" in labels ? {} : { type: machine.type };
  return Object.entries({ ...labels, name: machine.name, project: "default", ...type })
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, value]) => `${name}="${value}"`)
    .join(",");
}
