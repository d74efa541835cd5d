import type { FormAction } from "@/components/ui/form";

/** The verbs of one volume, as server actions that a page hands down. */
export type VolumeActions = {
  attach: FormAction<unknown>;
  detach: FormAction<unknown>;
  grow: FormAction<unknown>;
  remove: FormAction<unknown>;
  dismiss: FormAction<unknown>;
  takeSnapshot: FormAction<unknown>;
  restore: FormAction<unknown>;
  removeSnapshot: FormAction<unknown>;
};
