import type { AvailabilityView, MeterView, OfferView, TypeView } from "@/lib/contracts/views";

/** Choices of the form, derived from what is offered. `cpu` stands for types without GPUs. */
export type GpuChoice = { id: string; name: string; memoryGib: number | null; types: TypeView[] };

export const CPU_ONLY = "cpu";

/** GPU models (and "no GPU") with the types of each, in the catalogue's order. */
export function gpuChoices(view: AvailabilityView, cpuName: string): GpuChoice[] {
  const choices = new Map<string, GpuChoice>();
  for (const type of view.types) {
    const id = type.gpuModelId ?? CPU_ONLY;
    const known = choices.get(id);
    if (known) known.types.push(type);
    else choices.set(id, { id, name: type.gpuName ?? cpuName, memoryGib: type.gpuMemoryGib, types: [type] });
  }
  return [...choices.values()];
}

export const gpuIdOf = (type: TypeView) => type.gpuModelId ?? CPU_ONLY;

/** The lowest price of one of the choice's types in a region, and how many of its smallest size are free there. */
export function choiceInRegion(view: AvailabilityView, choice: GpuChoice, regionId: string) {
  const offers = choice.types.flatMap(
    (type) => view.offers.find((offer) => offer.typeId === type.id && offer.regionId === regionId) ?? [],
  );
  return { cheapest: offers[0] ?? null, free: offers.reduce((most, offer) => Math.max(most, offer.free), 0) };
}

/** Whole seconds that the balance lasts at everything that burns or will, with a new price; null if nothing would burn. */
export function secondsLeft(
  meter: MeterView,
  nowSecond: bigint,
  offer: Pick<OfferView, "microsPerHour">,
): bigint {
  const burn = BigInt(meter.burnTicksPerSecond);
  const balance = BigInt(meter.balanceTicks) - burn * (nowSecond - BigInt(meter.anchorSecond));
  const total = burn + BigInt(meter.pendingTicksPerSecond) + BigInt(offer.microsPerHour);
  return balance <= 0n ? 0n : balance / total;
}
