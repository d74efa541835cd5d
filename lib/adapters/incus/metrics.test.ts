import { expect, it } from "vitest";
import { ComputeError } from "@/lib/ports/compute";
import { CardSampler } from "./card-sampler";
import { cardsIn } from "./cards";
import { readMetrics } from "./metrics";

/** Lines of LXD 5.0.2 itself, on a machine without a block-device controller. */
const lxd = `# HELP lxd_cpu_seconds_total The total number of CPU time used in seconds.
# TYPE lxd_cpu_seconds_total counter
lxd_cpu_seconds_total{cpu="0",mode="system",name="m1",project="default",type="container"} 0.008
lxd_cpu_seconds_total{cpu="0",mode="user",name="m1",project="default",type="container"} 1.5
lxd_cpu_seconds_total{cpu="1",mode="user",name="m1",project="default",type="container"} 0.5
lxd_filesystem_avail_bytes{device="",fstype="ext4",mountpoint="/",name="m1",project="default"} 8.2983968768e+10
lxd_filesystem_free_bytes{device="",fstype="ext4",mountpoint="/",name="m1",project="default"} 2.44592848896e+11
lxd_filesystem_size_bytes{device="",fstype="ext4",mountpoint="/",name="m1",project="default"} 2.70553174016e+11
lxd_memory_MemAvailable_bytes{name="m1",project="default",type="container"} 2.67804672e+08
lxd_memory_MemTotal_bytes{name="m1",project="default",type="container"} 2.68435456e+08
lxd_network_receive_bytes_total{device="lo",name="m1",project="default",type="container"} 1000
lxd_network_receive_bytes_total{device="eth0",name="m1",project="default",type="container"} 0
lxd_network_transmit_bytes_total{device="lo",name="m1",project="default",type="container"} 1000
lxd_network_transmit_bytes_total{device="eth0",name="m1",project="default",type="container"} 426
lxd_procs_total{name="m1",project="default",type="container"} 2
# EOF
`;

it("reads what LXD prints: sums over processors and interfaces, what is used from what is free", () => {
  expect(readMetrics(lxd)).toEqual(
    new Map([
      [
        "m1",
        {
          counters: {
            cpuSeconds: 2.008,
            diskReadBytes: null,
            diskWrittenBytes: null,
            receivedBytes: 0,
            sentBytes: 426,
          },
          memory: { usedBytes: 630_784, totalBytes: 268_435_456 },
          disk: { usedBytes: 25_960_325_120, totalBytes: 270_553_174_016 },
        },
      ],
    ]),
  );
});

it("reads Incus the same, leaves idle time out, and other projects", () => {
  const text = `incus_cpu_seconds_total{mode="idle",name="vm",project="default"} 500
incus_cpu_seconds_total{mode="user",name="vm",project="default"} 3
incus_cpu_seconds_total{mode="user",name="vm",project="theirs"} 7
incus_disk_read_bytes_total{device="a\\"b\\\\c",name="vm",project="default"} 4
# EOF
`;
  expect(readMetrics(text).get("vm")).toMatchObject({
    counters: { cpuSeconds: 3, diskReadBytes: 4, sentBytes: null },
    memory: null,
    disk: null,
  });
});

it.each([
  ["an answer that was cut off", lxd.slice(0, -6)],
  ["text after the end", `${lxd}lxd_procs_total{name="m1"} 2\n`],
  ["a sample without a value", 'lxd_cpu_seconds_total{name="m"}\n# EOF\n'],
  ["a value that is no number", 'lxd_cpu_seconds_total{name="m"} many\n# EOF\n'],
  ["broken labels", 'lxd_cpu_seconds_total{name="m",mode=user} 1\n# EOF\n'],
])("refuses %s", (_, text) => {
  expect(() => readMetrics(text)).toThrow(ComputeError);
});

it("reads cards as nvidia-smi prints them, and what it does not know as unknown", () => {
  const csv =
    "00000000:41:00.0, 73, 4096, 46068, 251.50, 64\n00000000:C1:00.0, [N/A], 0, 46068, [Not Supported], 30\n";
  expect(cardsIn(csv)).toEqual([
    {
      pciAddress: "0000:41:00.0",
      loadPercent: 73,
      memory: { usedBytes: 4_294_967_296, totalBytes: 48_305_799_168 },
      powerWatts: 251.5,
      temperatureCelsius: 64,
    },
    {
      pciAddress: "0000:c1:00.0",
      loadPercent: null,
      memory: { usedBytes: 0, totalBytes: 48_305_799_168 },
      powerWatts: null,
      temperatureCelsius: 30,
    },
  ]);
  expect(cardsIn("No devices were found\n")).toBeNull();
});

it("asks guests with cards only, and one that fails costs only its own cards", async () => {
  const machine = (name: string, hasCards: boolean) => ({ name, host: "h", hasCards });
  const asked: string[] = [];
  const sampler = new CardSampler(async (name) => {
    asked.push(name);
    if (name === "broken") throw new ComputeError("failed", "no such command", false);
    return name === "driverless"
      ? { stdout: "NVIDIA-SMI has failed", exitCode: 9 }
      : { stdout: "00000000:41:00.0, 1, 1, 2, 3, 4\n", exitCode: 0 };
  });
  const names = ["broken", "driverless", "good"].map((name) => machine(name, true));
  const cards = await sampler.latest([...names, machine("plain", false)]);
  expect(asked).toEqual(["broken", "driverless", "good"]);
  expect([...cards.keys()]).toEqual(["good"]);
});
