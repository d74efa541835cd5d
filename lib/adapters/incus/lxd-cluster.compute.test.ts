import { afterAll, beforeAll } from "vitest";
import { type LxdCluster, startLxdCluster } from "@/lib/testing/lxd/cluster";
import { IncusClient } from "./client";
import { computeContract } from "./compute.contract";
import { moveContract } from "./move.contract";
import { seenFrom } from "./testing/lxd";
import { transportTo } from "./transport";

let lxd: LxdCluster;
beforeAll(async () => {
  lxd = await startLxdCluster();
});
afterAll(() => lxd?.close());

const name = "a cluster of two LXD daemons, guests at their own addresses";
const cluster = () => seenFrom(lxd.members[0].daemon.folder, lxd.direct);

moveContract(name, async () => {
  const seen = cluster();
  const client = new IncusClient(transportTo({ kind: "unix", folder: seen.folder }), 20_000, 120_000);
  return { ...seen, change: (method, path, body) => client.change(method, path, { body }) };
});

computeContract(name, async () => ({
  ...cluster(),
  evacuate: async (host, away) => {
    await lxd.members[0].daemon.lxc("cluster", away ? "evacuate" : "restore", host, "--force");
  },
}));
