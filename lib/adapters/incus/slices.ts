import { sliceId } from "@/lib/domain/cards";

/**
 * Neither LXD nor Incus lists the slices (MIG) of a card; they only take one, by the card's address and the numbers that
 * `nvidia-smi mig -lci` shows. So the operator writes them down at the host, several separated by commas:
 *
 *   lxc cluster set gpu-1 user.mig_slices=0000:41:00.0/7/0=1g.10gb,0000:41:00.0/8/0=1g.10gb
 *
 * A card that has slices is sold by the slice.
 */
export const slicesKey = "user.mig_slices";

type Slice = { id: string; profile: string };

/** By the card's address. What cannot be read is not there. */
export function slicesIn(text: string): Map<string, Slice[]> {
  const found = new Map<string, Slice[]>();
  for (const entry of text.split(",")) {
    const [, pci, gpu, compute, profile] =
      /^\s*([0-9a-f]{4}:[0-9a-f]{2}:[0-9a-f]{2}\.[0-7])\/(\d{1,2})\/(\d{1,2})=(\d[\w.+]*)\s*$/i.exec(entry) ??
      [];
    if (!pci || !gpu || !compute || !profile) continue;
    const id = sliceId(pci.toLowerCase(), Number(gpu), Number(compute));
    const slices = found.get(pci.toLowerCase()) ?? [];
    if (slices.some((slice) => slice.id === id)) continue;
    found.set(pci.toLowerCase(), [...slices, { id, profile }]);
  }
  return found;
}
