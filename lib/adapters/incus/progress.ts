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
    for (const value of textsOf(metadata)) {
      if (value === told) continue;
      told = value;
      progress("image", percentIn(value));
    }
  };
}

/** The per cent that an operation reports, or null. */
export function percentOf(metadata: Record<string, unknown>): number | null {
  return (
    textsOf(metadata)
      .map(percentIn)
      .find((percent) => percent !== null) ?? null
  );
}

const textsOf = (metadata: Record<string, unknown>): string[] =>
  Object.entries(metadata).flatMap(([key, value]) =>
    key.endsWith("_progress") && typeof value === "string" ? [value] : [],
  );

function percentIn(text: string): number | null {
  const percent = /(\d{1,3})%/.exec(text)?.[1];
  return percent === undefined ? null : Math.min(100, Number(percent));
}
