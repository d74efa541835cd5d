import type { AvailabilityView, OfferView, TypeView } from "@/lib/contracts/views";

/** Sizes that a visitor can choose between; 0 stands for types without GPUs. */
export const CARD_COUNTS = [1, 2, 4, 8, 0] as const;
export type CardCount = (typeof CARD_COUNTS)[number];

/** The size from an address such as `/gpus?cards=8`; one GPU where it says nothing useful. */
export function cardCountOf(text: string | undefined): CardCount {
  return CARD_COUNTS.find((count) => String(count) === text) ?? 1;
}

export function typesOfSize(view: AvailabilityView, cards: CardCount): TypeView[] {
  return view.types.filter((type) => type.gpuCount === cards);
}

export function offerOf(view: AvailabilityView, typeId: string, regionId: string): OfferView | null {
  return view.offers.find((offer) => offer.typeId === typeId && offer.regionId === regionId) ?? null;
}

/** The cheapest reachable offer of a type, free ones first. */
export function bestOffer(view: AvailabilityView, typeId: string): OfferView | null {
  const reachable = new Set(view.regions.filter((region) => region.reachable).map((region) => region.id));
  const offers = view.offers.filter((offer) => offer.typeId === typeId && reachable.has(offer.regionId));
  const rank = (offer: OfferView) => (offer.free > 0 ? 0 : 1);
  offers.sort((a, b) => {
    if (rank(a) !== rank(b)) return rank(a) - rank(b);
    const difference = BigInt(a.microsPerHour) - BigInt(b.microsPerHour);
    return difference < 0n ? -1 : difference > 0n ? 1 : 0;
  });
  return offers[0] ?? null;
}
