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

export const instanceTypes = [
  ...gpuModels.flatMap((model) =>
    cardCounts.map((count) => ({
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

export const images = [
  {
    id: "ubuntu-24.04-cuda",
    name: "Ubuntu 24.04, CUDA",
    description: "NVIDIA driver libraries, CUDA toolkit and container runtime on Ubuntu LTS",
    alias: "ubuntu-24.04-cuda",
    os: "ubuntu",
    release: "24.04",
    sshUser: "ubuntu",
    needsGpu: true,
  },
  {
    id: "pytorch-2",
    name: "PyTorch 2",
    description: "Ubuntu 24.04 with PyTorch 2, CUDA and the usual training tools",
    alias: "pytorch-2",
    os: "ubuntu",
    release: "24.04",
    sshUser: "ubuntu",
    needsGpu: true,
  },
  {
    id: "vllm",
    name: "vLLM",
    description: "Ubuntu 24.04 with vLLM, ready to serve a model",
    alias: "vllm",
    os: "ubuntu",
    release: "24.04",
    sshUser: "ubuntu",
    needsGpu: true,
  },
  {
    id: "ubuntu-24.04",
    name: "Ubuntu 24.04",
    description: "Plain Ubuntu LTS",
    alias: "ubuntu-24.04",
    os: "ubuntu",
    release: "24.04",
    sshUser: "ubuntu",
    needsGpu: false,
  },
  {
    id: "debian-12",
    name: "Debian 12",
    description: "Plain Debian stable",
    alias: "debian-12",
    os: "debian",
    release: "12",
    sshUser: "debian",
    needsGpu: false,
  },
] as const;
