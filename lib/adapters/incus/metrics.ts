import type { Counters, MachineReading, Space } from "@/lib/domain/telemetry/reading";
import { ComputeError } from "@/lib/ports/compute";
import type { WatchedMachine } from "@/lib/ports/telemetry";
import type { CardSampler } from "./card-sampler";
import type { IncusClient } from "./client";
import { computeErrorOf } from "./errors";
import { serverOf } from "./hosts";
import { type MetricSample, readOpenMetrics } from "./open-metrics";

// A host that needs longer is left out of this reading; the next one is ten seconds away.
const hostTimeoutMs = 5_000;

/** One reading of these machines: each host's own metrics, and what each guest's driver said last. */
export async function readMachineReadings(
  client: IncusClient,
  sampler: CardSampler,
  machines: readonly WatchedMachine[],
): Promise<MachineReading[]> {
  if (machines.length === 0) return [];
  const server = await serverOf(client);
  // A member of a cluster knows its own machines only.
  const targets = server.clustered
    ? [...new Set(machines.map((machine) => machine.host))].map(
        (host) => `?target=${encodeURIComponent(host)}`,
      )
    : [""];
  const [hosts, cards] = await Promise.all([
    Promise.all(targets.map((target) => readHost(client, target))),
    sampler.latest(machines),
  ]);
  const found = new Map(hosts.flatMap((host) => [...host]));
  return machines.flatMap(({ name }) => {
    const known = found.get(name);
    return known ? [{ name, ...known, cards: cards.get(name) ?? null }] : [];
  });
}

type HostReading = Omit<MachineReading, "name" | "cards">;

/** By machine. Empty when this host does not answer; the others are read all the same. */
async function readHost(client: IncusClient, target: string): Promise<Map<string, HostReading>> {
  const path = `/1.0/metrics${target}`;
  try {
    const { status, body } = await client.transport.request("GET", path, { timeoutMs: hostTimeoutMs });
    if (status !== 200) throw computeErrorOf(status, `${path}: status ${status}`);
    return readMetrics(body);
  } catch (error) {
    if (error instanceof ComputeError && target !== "") return new Map();
    throw error;
  }
}

type Gathered = { counters: Counters; memory: Partial<Space>; disk: Partial<Space> };
type Take = (into: Gathered, sample: MetricSample) => void;

const counter =
  (name: keyof Counters, skip: (labels: Record<string, string>) => boolean = () => false): Take =>
  ({ counters }, { labels, value }) => {
    if (!skip(labels)) counters[name] = (counters[name] ?? 0) + value;
  };
const isIdle = ({ mode }: Record<string, string>) => mode === "idle" || mode === "iowait";
const isLoopback = ({ device }: Record<string, string>) => device === "lo";
const ofRoot =
  (take: (disk: Partial<Space>, value: number) => void): Take =>
  ({ disk }, { labels, value }) => {
    if (labels.mountpoint === "/") take(disk, value);
  };

/** What we read, by the metric's name without the server's (`lxd_`, `incus_`). */
const takes: Record<string, Take> = {
  cpu_seconds_total: counter("cpuSeconds", isIdle),
  disk_read_bytes_total: counter("diskReadBytes"),
  disk_written_bytes_total: counter("diskWrittenBytes"),
  network_receive_bytes_total: counter("receivedBytes", isLoopback),
  network_transmit_bytes_total: counter("sentBytes", isLoopback),
  memory_MemTotal_bytes: ({ memory }, { value }) => {
    memory.totalBytes = value;
  },
  // Kept as it is, and taken from the total at the end.
  memory_MemAvailable_bytes: ({ memory }, { value }) => {
    memory.usedBytes = value;
  },
  filesystem_size_bytes: ofRoot((disk, value) => {
    disk.totalBytes = value;
  }),
  filesystem_free_bytes: ofRoot((disk, value) => {
    disk.usedBytes = value;
  }),
};
const wanted = new Set(
  ["lxd_", "incus_"].flatMap((server) => Object.keys(takes).map((name) => server + name)),
);

/** The machines of one host by name, from what its daemon says. */
export function readMetrics(text: string): Map<string, HostReading> {
  const machines = new Map<string, Gathered>();
  for (const sample of readOpenMetrics(text, wanted)) {
    const { name, project = "default" } = sample.labels;
    if (name === undefined || project !== "default") continue;
    const machine = machines.get(name) ?? { counters: { ...noCounters }, memory: {}, disk: {} };
    machines.set(name, machine);
    takes[sample.name.slice(sample.name.indexOf("_") + 1)]?.(machine, sample);
  }
  return new Map(
    [...machines].map(([name, { counters, memory, disk }]) => [
      name,
      { counters, memory: spaceOf(memory), disk: spaceOf(disk) },
    ]),
  );
}

const noCounters: Counters = {
  cpuSeconds: null,
  diskReadBytes: null,
  diskWrittenBytes: null,
  receivedBytes: null,
  sentBytes: null,
};

/** The daemon says what is free; null unless it says both. */
function spaceOf({ totalBytes, usedBytes: free }: Partial<Space>): Space | null {
  if (totalBytes === undefined || free === undefined) return null;
  return { totalBytes, usedBytes: Math.max(0, totalBytes - free) };
}
