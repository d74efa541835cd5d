import { images } from "./catalogue";
import { fleet, reportedModels } from "./fleet";

/** The simulated clusters, in the form that the embedded Incus reads. */
export function incusConfig() {
  const regions = Object.fromEntries(
    Object.entries(fleet).map(([region, kinds]) => [region, { hosts: hostsOf(region, kinds) }]),
  );
  return {
    regions,
    images: images.map(({ alias, name, os, release, sshUser, opensJupyter, regions: only }) => ({
      alias,
      description: name,
      os,
      release,
      user: sshUser,
      ...(opensJupyter ? { notebook: true } : {}),
      ...(only ? { regions: only } : {}),
    })),
  };
}

type Kinds = NonNullable<(typeof fleet)[keyof typeof fleet]>;

function hostsOf(region: string, kinds: Kinds) {
  let number = 0;
  return kinds.flatMap((kind) =>
    Array.from({ length: kind.count }, () => {
      number += 1;
      const { model } = kind;
      return {
        name: `${region}-h${String(number).padStart(2, "0")}`,
        vcpus: kind.vcpus,
        memoryMib: kind.memoryGib * 1024,
        diskGib: kind.diskGib,
        ...(kind.nvidia ? { nvidia: kind.nvidia } : {}),
        cards: Array.from({ length: model ? kind.cards : 0 }, (_, slot) => ({
          pciAddress: slotAddress(slot),
          vendor: "NVIDIA Corporation",
          product: model ? reportedModels[model] : "",
          ...(kind.slices ? { slices: slicesOf(kind.slices) } : {}),
        })),
      };
    }),
  );
}

/** The driver numbers the smallest GPU instances from 7 on. */
const slicesOf = (count: number) =>
  Array.from({ length: count }, (_, index) => ({ gpu: 7 + index, compute: 0, profile: "1g.10gb" }));

/** One bus per slot. */
export const slotAddress = (slot: number): string =>
  `0000:${(0x17 + slot * 0x10).toString(16).padStart(2, "0")}:00.0`;
