import { randomUUID } from "node:crypto";
import { systemContext } from "@/lib/server/assemble";
import { clusteredRegions } from "@/lib/server/clusters";
import { env } from "@/lib/server/env";
import { clockworkLoop } from "./clock/clockwork";
import { clockGuardLoop } from "./clock/guard";
import { firewallLookLoop } from "./firewall/look";
import { firewallLoop } from "./firewall/loop";
import { availabilityLoop, reconcilerLoop, roomWaitsLoop } from "./fleet/loop";
import { regionsLoop } from "./fleet/regions";
import type { Loop } from "./loops";
import { operationsLoop } from "./operations/loop";
import { priceLoops } from "./prices";
import { snapshotLoops } from "./snapshots/loop";
import { storageLoop } from "./storage/look";
import { idleStopsLoop, telemetryLoop, tidyReadingsLoop } from "./telemetry/loop";
import { volumesLoop } from "./volumes/loop";

/** Everything that moves machines and the money they cost. Any number of processes may run all of it. */
export function machineLoops(): Loop[] {
  const { deploymentId } = env();
  return [
    clockGuardLoop(systemContext("clock-guard")),
    clockworkLoop(systemContext("clockwork")),
    operationsLoop(systemContext("operations"), { worker: randomUUID() }),
    volumesLoop(systemContext("volumes"), randomUUID()),
    ...priceLoops(systemContext("prices")),
    firewallLoop(systemContext("firewalls"), randomUUID()),
    ...snapshotLoops(systemContext("snapshots"), randomUUID()),
    availabilityLoop(systemContext("availability")),
    idleStopsLoop(systemContext("idle-stops")),
    tidyReadingsLoop(systemContext("readings")),
    roomWaitsLoop(systemContext("room-waits")),
    regionsLoop(whereClustersAre, (regionId) => [
      telemetryLoop(systemContext("telemetry"), regionId),
      storageLoop(systemContext("storage"), regionId),
      firewallLookLoop(systemContext("firewalls"), regionId),
      reconcilerLoop(systemContext("reconciler"), regionId, { deploymentId }),
    ]),
  ];
}

const whereClustersAre = () =>
  new Map([...clusteredRegions()].map(([regionId, cluster]) => [regionId, JSON.stringify(cluster)]));
