import { createHash } from "node:crypto";
import type { Cluster } from "../cluster";
import { defaultProfile, expandedDevices, type MachineRecord } from "../machine";
import { ownAddress } from "../network";
import { snapshotsOf } from "../snapshots";
import { snapshotView } from "./snapshots";

const statuses = {
  running: { status: "Running", status_code: 103 },
  stopped: { status: "Stopped", status_code: 102 },
  frozen: { status: "Frozen", status_code: 110 },
};

/** A machine as the daemon shows it; on a host that cannot be reached nothing is known but its record. */
export function instanceView(cluster: Cluster, machine: MachineRecord) {
  const offline = cluster.isOffline(machine.host);
  const status = offline ? { status: "Error", status_code: 112 } : statuses[machine.power];
  return {
    name: machine.name,
    type: machine.type,
    description: machine.description,
    architecture: "x86_64",
    config: machine.config,
    devices: machine.devices,
    expanded_config: { ...defaultProfile.config, ...machine.config },
    expanded_devices: expandedDevices(machine),
    ephemeral: machine.ephemeral,
    stateful: false,
    profiles: machine.profiles,
    created_at: machine.createdAt,
    last_used_at: machine.lastUsedAt,
    location: machine.host,
    project: "default",
    ...status,
  };
}

/** What `If-Match` is compared with: everything a PUT may change. */
export function etagOf(machine: MachineRecord): string {
  const { config, description, devices, ephemeral, profiles } = machine;
  return createHash("sha256")
    .update(JSON.stringify([config, description, devices, ephemeral, profiles]))
    .digest("hex");
}

export function stateView(cluster: Cluster, machine: MachineRecord) {
  const off = machine.power === "stopped";
  const none = { usage: 0, usage_peak: 0, swap_usage: 0, swap_usage_peak: 0 };
  return {
    ...statuses[machine.power],
    disk: {},
    memory: off ? none : { ...none, usage: 512 * 1024 ** 2, usage_peak: 512 * 1024 ** 2 },
    network: off ? null : { eth0: network(cluster, machine) },
    pid: machine.pid,
    processes: off ? -1 : 12,
    cpu: { usage: 0 },
  };
}

function network(cluster: Cluster, machine: MachineRecord) {
  const [a = 0, b = 0, c = 0] = createHash("sha256").update(machine.name).digest();
  const hex = [a, b, c].map((byte) => byte.toString(16).padStart(2, "0")).join(":");
  return {
    addresses: [
      { family: "inet", address: ownAddress(cluster, machine.name), netmask: "8", scope: "global" },
    ],
    counters: {
      bytes_received: 0,
      bytes_sent: 0,
      packets_received: 0,
      packets_sent: 0,
      errors_received: 0,
      errors_sent: 0,
      packets_dropped_outbound: 0,
      packets_dropped_inbound: 0,
    },
    hwaddr: `00:16:3e:${hex}`,
    host_name: "",
    mtu: 1500,
    state: "up",
    type: "broadcast",
  };
}

/** As `recursion=2` shows it. */
export function fullView(cluster: Cluster, machine: MachineRecord) {
  const state = cluster.isOffline(machine.host) ? null : stateView(cluster, machine);
  return {
    ...instanceView(cluster, machine),
    backups: [],
    state,
    snapshots: snapshotsOf(machine).map(snapshotView),
  };
}
