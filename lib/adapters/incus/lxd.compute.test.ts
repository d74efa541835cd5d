import ssh2 from "ssh2";
import { startLxdCluster } from "@/lib/testing/lxd/cluster";
import { IMAGE_ALIAS, type Reach, startLxd } from "@/lib/testing/lxd/single";
import { createIncusCompute } from "./compute";
import { computeContract } from "./compute.contract";
import { forwardsContract } from "./firewall.contract";
import { snapshotsContract } from "./snapshots.contract";

const deploymentId = "test-deployment";
const keys = ssh2.utils.generateKeyPairSync("ed25519");

const seenFrom = (folder: string, reach: Reach) => ({
  compute: createIncusCompute({ address: { kind: "unix", folder }, deploymentId, ...reach }),
  stranger: createIncusCompute({
    address: { kind: "unix", folder },
    deploymentId: "another-deployment",
    ...reach,
  }),
  folder,
  deploymentId,
  imageAlias: IMAGE_ALIAS,
  keys,
  bootTimeoutMs: 60_000,
});

computeContract("one LXD daemon, ports forwarded by the host", async () => {
  const lxd = await startLxd();
  return { ...seenFrom(lxd.daemon.folder, lxd.forwarded), close: lxd.close };
});

computeContract("a cluster of two LXD daemons, guests at their own addresses", async () => {
  const { members, direct, close } = await startLxdCluster();
  const [{ daemon }] = members;
  return {
    ...seenFrom(daemon.folder, direct),
    evacuate: async (host, away) => {
      await daemon.lxc("cluster", away ? "evacuate" : "restore", host, "--force");
    },
    close,
  };
});

forwardsContract("one LXD daemon", async () => {
  const lxd = await startLxd();
  return { ...seenFrom(lxd.daemon.folder, lxd.forwarded), runs: true, close: lxd.close };
});

snapshotsContract("one LXD daemon", async () => {
  const lxd = await startLxd();
  return { ...seenFrom(lxd.daemon.folder, lxd.forwarded), close: lxd.close };
});
