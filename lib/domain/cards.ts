/**
 * A card is named by its PCI address; a slice of one (NVIDIA's MIG) by the card's address, its GPU instance and its
 * compute instance. A card and its slices are the same silicon: whoever has one keeps all others from the other.
 *
 *   0000:41:00.0       the whole card
 *   0000:41:00.0/7/0   a slice of it; 0000:41:00.0/8/0 is another one, and can have another holder
 */
export type CardPlace = { pci: string; slice: { gpu: number; compute: number } | null };

export function cardPlace(id: string): CardPlace {
  const [pci = "", gpu, compute] = id.split("/");
  return { pci, slice: gpu === undefined ? null : { gpu: Number(gpu), compute: Number(compute ?? 0) } };
}

export const sliceId = (pci: string, gpu: number | string, compute: number | string): string =>
  `${pci}/${gpu}/${compute}`;

/** The same card, or one of them a slice of the other. */
export function sameSilicon(a: string, b: string): boolean {
  const [one, other] = [cardPlace(a), cardPlace(b)];
  return one.pci === other.pci && (one.slice === null || other.slice === null || a === b);
}
