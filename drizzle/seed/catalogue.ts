/**
 * The demonstration's catalogue: data only. Prices are whole cents per hour for one card; a type of n cards costs
 * n times as much. An operator replaces all of it.
 */
export const gpuModels = [
  {
    id: "h200_141gb",
    name: "H200 141 GB",
    memoryGib: 141,
    reportedAs: "H200",
    cents: 349,
    vcpus: 24,
    memory: 240,
    disk: 500,
  },
  {
    id: "h100_80gb",
    name: "H100 80 GB",
    memoryGib: 80,
    reportedAs: "H100",
    cents: 249,
    vcpus: 24,
    memory: 200,
    disk: 500,
  },
  {
    id: "a100_80gb",
    name: "A100 80 GB",
    memoryGib: 80,
    reportedAs: "A100 80GB",
    cents: 159,
    vcpus: 16,
    memory: 120,
    disk: 400,
  },
  {
    id: "a100_40gb",
    name: "A100 40 GB",
    memoryGib: 40,
    reportedAs: "A100-PCIE-40GB",
    cents: 119,
    vcpus: 14,
    memory: 100,
    disk: 300,
  },
  {
    id: "a100_1g_10gb",
    name: "A100 1g.10gb",
    memoryGib: 10,
    reportedAs: "MIG 1g.10gb",
    cents: 26,
    vcpus: 2,
    memory: 16,
    disk: 60,
  },
  {
    id: "l40s_48gb",
    name: "L40S 48 GB",
    memoryGib: 48,
    reportedAs: "L40S",
    cents: 89,
    vcpus: 12,
    memory: 90,
    disk: 300,
  },
  {
    id: "rtx4090_24gb",
    name: "RTX 4090 24 GB",
    memoryGib: 24,
    reportedAs: "RTX 4090",
    cents: 44,
    vcpus: 8,
    memory: 48,
    disk: 200,
  },
  {
    id: "rtx3090_24gb",
    name: "RTX 3090 24 GB",
    memoryGib: 24,
    reportedAs: "RTX 3090",
    cents: 24,
    vcpus: 6,
    memory: 32,
    disk: 150,
  },
] as const;

export type SeedGpuModel = (typeof gpuModels)[number]["id"];

const cardCounts = [1, 2, 4, 8] as const;
/** A program sees one slice of a card, however many its machine has. */
const countsOf = (model: SeedGpuModel) => (model === "a100_1g_10gb" ? ([1] as const) : cardCounts);

export const instanceTypes = [
  ...gpuModels.flatMap((model) =>
    countsOf(model.id).map((count) => ({
      id: `gpu_${count}x_${model.id}`,
      gpuModelId: model.id,
      gpuCount: count,
      vcpus: model.vcpus * count,
      memoryGib: model.memory * count,
      diskGib: model.disk * Math.min(count, 4),
      centsPerHour: BigInt(model.cents * count),
    })),
  ),
  { id: "cpu_4x", gpuModelId: null, gpuCount: 0, vcpus: 4, memoryGib: 16, diskGib: 50, centsPerHour: 8n },
  { id: "cpu_16x", gpuModelId: null, gpuCount: 0, vcpus: 16, memoryGib: 64, diskGib: 100, centsPerHour: 32n },
];

/** $0.10 per GB and month of 730 hours: the book stores the whole µ/h price. */
export const diskMicrosPerGibHour = 137n;

/** What one GiB of a volume costs an hour, the same in every region. */
export const volumeMicrosPerGibHour = 137n;

export const regions = [
  {
    id: "ru-samara-1",
    name: "Samara",
    country: "RU",
    status: "online",
    phase: 1,
    announcedFor: null,
    /** Per cent of the list price. */
    pricePercent: 100n,
  },
  {
    id: "ru-samara-2",
    name: "Samara, phase 2",
    country: "RU",
    status: "announced",
    phase: 2,
    announcedFor: "2027 Q2",
    pricePercent: 100n,
  },
  {
    id: "ru-moscow-1",
    name: "Moscow",
    country: "RU",
    status: "online",
    phase: 1,
    announcedFor: null,
    pricePercent: 110n,
  },
  {
    id: "ae-dubai-1",
    name: "Dubai",
    country: "AE",
    status: "online",
    phase: 1,
    announcedFor: null,
    pricePercent: 125n,
  },
] as const;

export type SeedRegion = (typeof regions)[number]["id"];

export const currency = "USD";

/** Whole cents, rounded up, so that a region's price stays a price a person can read. */
export function regionalCents(centsPerHour: bigint, pricePercent: bigint): bigint {
  return (centsPerHour * pricePercent + 99n) / 100n;
}

type SeedImage = {
  id: string;
  kind: "os" | "template";
  name: string;
  description: string;
  alias: string;
  os: string;
  release: string;
  sshUser: string;
  needsGpu: boolean;
  cudaVersion?: string;
  minDriverVersion?: string;
  opensJupyter?: boolean;
  startupScript?: string;
  ports?: { port: number; name: string }[];
  /** The regions whose clusters have it; all of them when absent. */
  regions?: SeedRegion[];
};

const ubuntu = { alias: "", os: "ubuntu", sshUser: "ubuntu", needsGpu: true } as const;

/** The templates' scripts run on a stock machine too: what the image brings already is left as it is. */
const jupyterScript = `#!/bin/bash
# Starts JupyterLab on port 8888, for this machine alone: reach it through the portal or an SSH tunnel.
# The portal adds the token that it asks for; it is in the file named below.
set -eu
runuser -u ubuntu -- mkdir -p /home/ubuntu/notebooks
cat >/etc/systemd/system/jupyterlab.service <<'END'
[Unit]
Description=JupyterLab
After=network-online.target
[Service]
User=ubuntu
WorkingDirectory=/home/ubuntu/notebooks
EnvironmentFile=-/etc/portal/jupyter.env
ExecStart=/opt/jupyter/bin/jupyter lab --no-browser --ip=127.0.0.1 --port=8888
Restart=on-failure
[Install]
WantedBy=multi-user.target
END
systemctl enable --now jupyterlab
`;

const vllmScript = `#!/bin/bash
# Serves a model with an OpenAI-compatible API on port 8000, for this machine alone. Change MODEL to yours.
set -eu
cat >/etc/default/vllm <<'END'
MODEL=Qwen/Qwen2.5-7B-Instruct
END
cat >/etc/systemd/system/vllm.service <<'END'
[Unit]
Description=vLLM
After=network-online.target
[Service]
User=ubuntu
EnvironmentFile=/etc/default/vllm
ExecStart=/opt/vllm/bin/vllm serve $MODEL --host 127.0.0.1 --port 8000
Restart=on-failure
[Install]
WantedBy=multi-user.target
END
systemctl enable --now vllm
`;

/** What each image brings, and the oldest NVIDIA driver that its CUDA runs on. */
export const images: readonly SeedImage[] = [
  {
    ...ubuntu,
    id: "ubuntu-24.04-cuda",
    kind: "os",
    name: "Ubuntu 24.04 LTS, CUDA 12.8",
    description: "CUDA toolkit and container runtime on Ubuntu; nothing else installed",
    alias: "ubuntu-24.04-cuda",
    release: "24.04",
    cudaVersion: "12.8",
    minDriverVersion: "570.26",
  },
  {
    ...ubuntu,
    id: "ubuntu-22.04-cuda",
    kind: "os",
    name: "Ubuntu 22.04 LTS, CUDA 12.2",
    description: "For code that wants the older toolkit, or cards whose hosts keep an older driver",
    alias: "ubuntu-22.04-cuda",
    release: "22.04",
    cudaVersion: "12.2",
    minDriverVersion: "535.54.03",
  },
  {
    ...ubuntu,
    id: "ubuntu-24.04",
    kind: "os",
    name: "Ubuntu 24.04 LTS",
    description: "The plain system",
    alias: "ubuntu-24.04",
    release: "24.04",
    needsGpu: false,
  },
  {
    id: "debian-12",
    kind: "os",
    name: "Debian 12",
    description: "The plain system, small",
    alias: "debian-12",
    os: "debian",
    release: "12",
    sshUser: "debian",
    needsGpu: false,
  },
  {
    ...ubuntu,
    id: "pytorch-2",
    kind: "template",
    name: "PyTorch 2",
    description: "Ubuntu 24.04 with PyTorch 2 and torchvision in /opt/pytorch",
    alias: "pytorch-2",
    release: "24.04",
    cudaVersion: "12.6",
    minDriverVersion: "560.28.03",
  },
  {
    ...ubuntu,
    id: "jupyterlab",
    kind: "template",
    name: "JupyterLab",
    description: "PyTorch 2 and JupyterLab, started by the script below",
    alias: "jupyterlab",
    release: "24.04",
    cudaVersion: "12.6",
    minDriverVersion: "560.28.03",
    opensJupyter: true,
    startupScript: jupyterScript,
    ports: [{ port: 8888, name: "JupyterLab" }],
    regions: ["ru-samara-1", "ru-moscow-1"],
  },
  {
    ...ubuntu,
    id: "vllm",
    kind: "template",
    name: "vLLM",
    description: "vLLM serving a model that you name in the script below",
    alias: "vllm",
    release: "24.04",
    cudaVersion: "12.8",
    minDriverVersion: "570.26",
    startupScript: vllmScript,
    ports: [{ port: 8000, name: "API" }],
  },
];
