import type { ImageChoicesView, ImageView, TypeView } from "@/lib/contracts/views";
import { type ImageProblem, imageProblem } from "@/lib/domain/images";

/** An image, and why it cannot be launched with the region and type that are chosen; null: it can. */
export type ImageAt = ImageView & { problem: ImageProblem | null };

/** What there is to launch from, judged as the launch itself will judge it. */
export function imagesAt(choices: ImageChoicesView, regionId: string, type: TypeView): ImageAt[] {
  return choices.images.map((image) => ({
    ...image,
    problem: imageProblem(image, {
      available: image.regionIds.includes(regionId),
      gpuCount: type.gpuCount,
      diskGib: type.diskGib,
      newestDriver: choices.drivers[`${regionId}/${type.id}`] ?? null,
    }),
  }));
}

/** The one that was asked for while it can be launched; otherwise the first that can. */
export function chosenImage(images: readonly ImageAt[], imageId: string): ImageAt | undefined {
  const offered = images.filter((image) => image.problem === null);
  return offered.find((image) => image.id === imageId) ?? offered[0];
}
