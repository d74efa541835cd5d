import { randomUUID } from "node:crypto";
import { systemContext } from "@/lib/server/assemble";
import { env } from "@/lib/server/env";
import { clockworkLoop } from "./clock/clockwork";
import { clockGuardLoop } from "./clock/guard";
import { availabilityLoop, reconcilerLoop } from "./fleet/loop";
import type { Loop } from "./loops";
import { operationsLoop } from "./operations/loop";
import { snapshotLoops } from "./snapshots/loop";

/** Everything that moves machines and the money they cost. Any number of processes may run all of it. */
export function machineLoops(): Loop[] {
  const { regions, deploymentId } = env();
  return [
    clockGuardLoop(systemContext("clock-guard")),
    clockworkLoop(systemContext("clockwork")),
    operationsLoop(systemContext("operations"), { worker: randomUUID() }),
    ...snapshotLoops(systemContext("snapshots"), randomUUID()),
    availabilityLoop(systemContext("availability")),
    ...Object.keys(regions).map((regionId) =>
      reconcilerLoop(systemContext("reconciler"), regionId, { deploymentId }),
    ),
  ];
}
