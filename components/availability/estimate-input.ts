import type { AvailabilityView } from "@/lib/contracts/views";
import { bestOffer } from "./offers";

export type EstimateInput = { type: string; region: string; count: string; hours: string };

/** What the form starts with when the address says nothing: one of the cheapest type for 40 hours. */
export function startingInput(view: AvailabilityView, given: Partial<EstimateInput>): EstimateInput {
  const type = view.types.find((each) => each.id === given.type) ?? view.types[0];
  const offer = type ? bestOffer(view, type.id) : null;
  const region = view.regions.find((each) => each.id === given.region && each.status === "online");
  return {
    type: type?.id ?? "",
    region: region?.id ?? offer?.regionId ?? "",
    count: given.count ?? "1",
    hours: given.hours ?? "40",
  };
}
