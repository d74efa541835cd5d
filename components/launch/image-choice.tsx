"use client";
import { useMessages } from "@/components/i18n/provider";
import { RadioCards } from "@/components/ui/radio-cards";
import type { Messages } from "@/lib/i18n";
import { say } from "@/lib/i18n/say";
import type { ImageAt } from "./images";

type Words = Messages["launch"];

/** Systems, templates and the account's own images. What cannot be launched here stays in sight and says why. */
export function ImageChoice(props: {
  images: readonly ImageAt[];
  value: string | undefined;
  onValueChange: (imageId: string) => void;
}) {
  const words = useMessages("launch");
  return (
    <RadioCards
      name="imageId"
      label={words.image}
      columns={2}
      value={props.value}
      onValueChange={props.onValueChange}
      options={props.images.map((image) => ({
        value: image.id,
        group: words.imageKinds[image.kind],
        title: image.name,
        text: (
          <>
            {image.kind === "own" ? say(words.imageFrom, { base: image.description }) : image.description}
            <span className="block">{image.problem ? problemOf(image, words) : factsOf(image, words)}</span>
          </>
        ),
        disabled: image.problem !== null,
      }))}
    />
  );
}

function problemOf(image: ImageAt, words: Words): string {
  if (image.problem === null) return "";
  if (image.kind === "own" && image.problem === "image_not_in_region") return words.imageOwnRegion;
  return say(words.imageProblems[image.problem], {
    version: image.minDriver ?? "",
    gib: image.minDiskGib,
  });
}

function factsOf(image: ImageAt, words: Words): string {
  return [
    image.cudaVersion === null ? null : say(words.imageCuda, { version: image.cudaVersion }),
    image.minDriver === null ? null : say(words.imageDriver, { version: image.minDriver }),
    image.minDiskGib === 0 ? null : say(words.imageDisk, { gib: image.minDiskGib }),
  ]
    .filter((fact) => fact !== null)
    .join(" · ");
}
