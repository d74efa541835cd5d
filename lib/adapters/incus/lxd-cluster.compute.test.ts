import { afterAll, beforeAll } from "vitest";
import { OWN_ADDRESS } from "@/lib/ports/clusters";
import { type LxdCluster, startLxdCluster } from "@/lib/testing/lxd/cluster";
import { IncusClient } from "./client";
import { computeContract } from "./compute.contract";
import { moveContract } from "./move.contract";
import { seenFrom } from "./testing/lxd.contract";
import { transportTo } from "./transport";

let lxd: LxdCluster;
beforeAll(async () => {
  lxd = await startLxdCluster();
});
afterAll(() => lxd?.close());

const name = "a cluster of two LXD daemons, guests at their own addresses";
const cluster = (reach = lxd.direct) => seenFrom(lxd.members[0].daemon.folder, reach);

moveContract(name, async () => {
  const [member, other] = lxd.members;
  // One is reached at another address than the cluster uses.
  await other.daemon.namespaces.run("ip", "address", "add", lxd.outside, "dev", "br0");
  await member.daemon.lxc("cluster", "set", other.name, `user.ssh_address=${lxd.outside.split("/")[0]}`);
  const seen = cluster({ sshHost: OWN_ADDRESS, portRange: [23_000, 23_099] });
  const client = new IncusClient(transportTo({ kind: "unix", folder: seen.folder }), 20_000, 120_000);
  return { ...seen, change: (method, path, body) => client.change(method, path, { body }) };
});

computeContract(name, async () => ({
  ...cluster(),
  evacuate: async (host, away) => {
    await lxd.members[0].daemon.lxc("cluster", away ? "evacuate" : "restore", host, "--force");
  },
}));
