/** Which image runs where: pure, so that the form and the launch give the same answer. */
export type ImageNeeds = {
  needsGpu: boolean;
  /** The oldest NVIDIA driver that runs what it brings; null: it brings nothing that needs one. */
  minDriver: string | null;
  /** The smallest root disk that holds it; 0: any. */
  minDiskGib: number;
};

export type ImagePlace = {
  /** Null: nobody has looked yet. */
  available: boolean | null;
  gpuCount: number;
  diskGib: number;
  /** The newest driver among the region's hosts that hold the type; null: none is known. */
  newestDriver: string | null;
};

export type ImageProblem =
  | "image_not_in_region"
  | "image_needs_gpu"
  | "image_driver_too_old"
  | "image_disk_too_small";

/** Why the image cannot be launched there; null: it can. */
export function imageProblem(image: ImageNeeds, place: ImagePlace): ImageProblem | null {
  if (place.available !== true) return "image_not_in_region";
  if (image.needsGpu && place.gpuCount === 0) return "image_needs_gpu";
  if (place.diskGib < image.minDiskGib) return "image_disk_too_small";
  return driverServes(place.newestDriver, neededDriver(image, place.gpuCount))
    ? null
    : "image_driver_too_old";
}

/** A machine without cards has no driver to be too old. */
export const neededDriver = (image: Pick<ImageNeeds, "minDriver">, gpuCount: number): string | null =>
  gpuCount > 0 ? image.minDriver : null;

/** Does a host with this driver run what needs at least that one? A driver that is not known serves nothing. */
export function driverServes(driver: string | null | undefined, needed: string | null | undefined): boolean {
  if (needed === null || needed === undefined) return true;
  return driver !== null && driver !== undefined && compareVersions(driver, needed) >= 0;
}

/** Dotted numbers, part by part: 570.86.15 is newer than 570.9, and 570 is as new as 570.0. */
export function compareVersions(a: string, b: string): number {
  const [left, right] = [a, b].map((text) => text.split(".").map((part) => Number.parseInt(part, 10) || 0));
  for (let index = 0; index < Math.max(left?.length ?? 0, right?.length ?? 0); index += 1) {
    const difference = (left?.[index] ?? 0) - (right?.[index] ?? 0);
    if (difference !== 0) return Math.sign(difference);
  }
  return 0;
}

/** The newest of them; null when none is known. */
export const newestVersion = (versions: readonly (string | null | undefined)[]): string | null =>
  versions.reduce<string | null>(
    (newest, version) =>
      version && (newest === null || compareVersions(version, newest) > 0) ? version : newest,
    null,
  );
