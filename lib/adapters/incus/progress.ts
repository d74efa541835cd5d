import type { ComputeProgress } from "@/lib/ports/compute";
import type { OperationProgress } from "./client";

/** Turns the daemon's texts ("rootfs: 45% (12MB/s)", under keys ending in `_progress`) into a phase and a number. */
export function followCreation(progress: ComputeProgress | undefined): OperationProgress | undefined {
  progress?.("creating", null);
  return followPacking(progress);
}

/** The same for an image that is made: it has that phase alone. */
export function followPacking(progress: ComputeProgress | undefined): OperationProgress | undefined {
  if (progress === undefined) return undefined;
  let told = "";
  return (metadata) => {
    for (const [key, value] of Object.entries(metadata)) {
      if (!key.endsWith("_progress") || typeof value !== "string" || value === told) continue;
      told = value;
      const percent = /(\d{1,3})%/.exec(value)?.[1];
      progress("image", percent === undefined ? null : Math.min(100, Number(percent)));
    }
  };
}
