import type { SeedGpuModel, SeedRegion } from "./catalogue";

/** The demonstration's hosts: what the simulated clusters of each online region consist of. Data only. */
type SeedHost = {
  count: number;
  model: SeedGpuModel | null;
  cards: number;
  /** Of each card (MIG): then the model is that of a slice. */
  slices?: number;
  vcpus: number;
  memoryGib: number;
  diskGib: number;
  /** Its NVIDIA driver, where that is not the newest one. */
  nvidia?: { version: string; cuda: string };
};

const server = (model: SeedGpuModel, count: number): SeedHost => ({
  count,
  model,
  cards: 8,
  vcpus: 256,
  memoryGib: 2048,
  diskGib: 15_000,
});
const workstation = (model: SeedGpuModel, count: number): SeedHost => ({
  count,
  model,
  cards: 8,
  vcpus: 96,
  memoryGib: 512,
  diskGib: 7_600,
});
const cpuHost = (count: number): SeedHost => ({
  count,
  model: null,
  cards: 0,
  vcpus: 128,
  memoryGib: 512,
  diskGib: 7_600,
});

export const fleet: Partial<Record<SeedRegion, SeedHost[]>> = {
  "ru-samara-1": [
    server("a100_80gb", 4),
    server("a100_40gb", 3),
    server("h100_80gb", 3),
    workstation("rtx4090_24gb", 3),
    // The oldest cards keep an older driver: images with a newer CUDA are not offered on them.
    { ...workstation("rtx3090_24gb", 4), nvidia: { version: "535.183.01", cuda: "12.2" } },
    cpuHost(2),
    { ...workstation("a100_1g_10gb", 1), cards: 2, slices: 7 },
  ],
  "ru-moscow-1": [server("h100_80gb", 2), server("l40s_48gb", 2), workstation("rtx4090_24gb", 1), cpuHost(1)],
  "ae-dubai-1": [server("h200_141gb", 2), server("h100_80gb", 1), server("l40s_48gb", 1), cpuHost(1)],
};

/** How a host reports each model, as its PCI data base names it. */
export const reportedModels: Record<SeedGpuModel, string> = {
  h200_141gb: "H200 SXM5 141GB",
  h100_80gb: "H100 SXM5 80GB",
  a100_80gb: "A100 80GB PCIe",
  a100_40gb: "A100-PCIE-40GB",
  a100_1g_10gb: "A100 80GB PCIe",
  l40s_48gb: "L40S",
  rtx4090_24gb: "GeForce RTX 4090",
  rtx3090_24gb: "GeForce RTX 3090",
};

/** How many instances of a type the region's hosts have cards for; 0: it is not sold there. */
export function capacity(
  region: SeedRegion,
  type: { gpuModelId: SeedGpuModel | null; gpuCount: number },
): number {
  const hosts = (fleet[region] ?? []).filter((host) => host.model === type.gpuModelId);
  const perHost = (cards: number) =>
    type.gpuCount === 0 ? CPU_INSTANCES : Math.floor(cards / type.gpuCount);
  return hosts.reduce((sum, host) => sum + host.count * perHost(host.cards * (host.slices ?? 1)), 0);
}

/** What a host without cards is meant to hold. */
const CPU_INSTANCES = 8;
