import { afterAll, beforeAll } from "vitest";
import { type Lxd, startLxd } from "@/lib/testing/lxd/single";
import { accessContract } from "./access.contract";
import { computeContract } from "./compute.contract";
import { privateImageContract } from "./private-image.contract";
import { snapshotsContract } from "./snapshots.contract";
import { telemetryContract } from "./telemetry.contract";
import { seenFrom } from "./testing/lxd.contract";
import { tunnelContract } from "./tunnel.contract";
import { volumesContract } from "./volumes.contract";

let lxd: Lxd;
beforeAll(async () => {
  lxd = await startLxd();
});
afterAll(() => lxd?.close());

const name = "one LXD daemon, ports forwarded by the host";
const cluster = async () => seenFrom(lxd.daemon.folder, lxd.forwarded);

accessContract(name, cluster);
telemetryContract(name, cluster);
tunnelContract(name, async () => ({ ...(await cluster()), bare: true }));
volumesContract(name, cluster);
snapshotsContract(name, cluster);
privateImageContract(name, cluster);
computeContract(name, cluster);
