import ssh2 from "ssh2";
import { startLxdCluster } from "@/lib/testing/lxd/cluster";
import { IMAGE_ALIAS, type Reach, startLxd } from "@/lib/testing/lxd/single";
import { createIncusCompute } from "./compute";
import { computeContract } from "./compute.contract";

const deploymentId = "test-deployment";
const keys = ssh2.utils.generateKeyPairSync("ed25519");

const seenFrom = (socketPath: string, reach: Reach) => ({
  compute: createIncusCompute({ socketPath, deploymentId, ...reach }),
  stranger: createIncusCompute({ socketPath, deploymentId: "another-deployment", ...reach }),
  socketPath,
  deploymentId,
  imageAlias: IMAGE_ALIAS,
  keys,
  bootTimeoutMs: 60_000,
});

computeContract("one LXD daemon, ports forwarded by the host", async () => {
  const lxd = await startLxd();
  return { ...seenFrom(`${lxd.daemon.folder}/unix.socket`, lxd.forwarded), close: lxd.close };
});

computeContract("a cluster of two LXD daemons, guests at their own addresses", async () => {
  const { members, direct, close } = await startLxdCluster();
  const [{ daemon }] = members;
  return {
    ...seenFrom(`${daemon.folder}/unix.socket`, direct),
    evacuate: async (host, away) => {
      await daemon.lxc("cluster", away ? "evacuate" : "restore", host, "--force");
    },
    close,
  };
});
