import type { FormAction } from "@/components/ui/form";
import type { KeptView } from "@/lib/contracts/snapshots";

/** The verbs of snapshots and private images, as server actions that a page hands down. */
export type KeptActions = {
  takeSnapshot: FormAction<KeptView>;
  restoreSnapshot: FormAction<KeptView>;
  removeSnapshot: FormAction<KeptView>;
  makeImage: FormAction<KeptView>;
  removeImage: FormAction<KeptView>;
};
