import type { FormAction } from "@/components/ui/form";

/** The verbs of one instance, as server actions that a page hands down. */
export type InstanceActions = {
  stop: FormAction<unknown>;
  start: FormAction<unknown>;
  restart: FormAction<unknown>;
  rename: FormAction<unknown>;
  terminate: FormAction<unknown>;
  cancel: FormAction<unknown>;
  dismiss: FormAction<unknown>;
  tryAgain: FormAction<unknown>;
  setStopTime: FormAction<unknown>;
  awaitRoom: FormAction<unknown>;
  cancelWait: FormAction<unknown>;
};
