import type { FormAction } from "@/components/ui/form";
import type { CheckView, SavedRegionView } from "@/lib/contracts/fleet";

/** The server actions of the fleet page, handed over by it. */
export type HostActions = Record<"drain" | "undrain" | "evacuate" | "restore", FormAction<void>>;
export type SaleActions = {
  close: FormAction<void>;
  reopen: FormAction<{ saved: boolean; check: CheckView }>;
};
export type SaveRegion = FormAction<SavedRegionView>;
