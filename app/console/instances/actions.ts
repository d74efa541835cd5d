"use server";
import { revalidatePath } from "next/cache";
import { z } from "zod";
import {
  instanceInput,
  renameInput,
  restartAllInput,
  setStopTimeInput,
  startInput,
  terminateInput,
  tryAgainInput,
} from "@/lib/contracts/instances";
import { setIdleStopInput } from "@/lib/contracts/telemetry";
import { action } from "@/lib/server/action";
import { awaitRoom as awaitRoomFor, cancelWait as cancelWaitFor } from "@/lib/services/instances/await-room";
import { cancelInstance } from "@/lib/services/instances/cancel";
import { dismissInstance } from "@/lib/services/instances/dismiss";
import { renameInstance } from "@/lib/services/instances/rename";
import { restartInstance } from "@/lib/services/instances/restart";
import { restartAll } from "@/lib/services/instances/restart-all";
import { setInstanceStopTime } from "@/lib/services/instances/set-stop-time";
import { startInstance } from "@/lib/services/instances/start";
import { stopAllInstances, stopInstance } from "@/lib/services/instances/stop";
import { terminateInstance } from "@/lib/services/instances/terminate";
import { tryAgain } from "@/lib/services/instances/try-again";
import {
  setIdleStop as setIdleStopRule,
  snoozeIdleStop as snoozeIdle,
} from "@/lib/services/telemetry/set-idle-stop";

// The bar with the balance stands in the layout, so everything below it is read again.
const after = () => revalidatePath("/console", "layout");

export const stop = action(instanceInput, stopInstance, { after });
export const start = action(startInput, startInstance, { after });
export const restart = action(instanceInput, restartInstance, { after });
export const rename = action(renameInput, renameInstance, { after });
export const terminate = action(terminateInput, terminateInstance, { after });
export const cancel = action(instanceInput, cancelInstance, { after });
export const dismiss = action(instanceInput, dismissInstance, { after });
export const retry = action(tryAgainInput, tryAgain, { after });
export const setStopTime = action(setStopTimeInput, setInstanceStopTime, { after });
export const setIdleStop = action(setIdleStopInput, setIdleStopRule, { after });
export const snoozeIdleStop = action(instanceInput, snoozeIdle, { after });
export const awaitRoom = action(instanceInput, awaitRoomFor, { after });
export const cancelWait = action(instanceInput, cancelWaitFor, { after });
export const stopAll = action(z.object({}), stopAllInstances, { after });
export const restartEverything = action(restartAllInput, restartAll, { after });
