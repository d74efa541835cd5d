import type { PrivateImageView } from "@/lib/contracts/snapshots";

/** What is not there any more is not ready, whatever its row says. */
export const shownState = ({ state, missingSince }: PrivateImageView) =>
  state === "ready" && missingSince !== null ? "missing" : state;
