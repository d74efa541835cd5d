import { newKeyPair } from "@/lib/sandbox/incus/ssh/key-pair";
import { IMAGE_ALIAS, type Reach } from "@/lib/testing/lxd/single";
import { createIncusCompute } from "../compute";

const deploymentId = "test-deployment";
const keys = newKeyPair();

/** What a contract needs of a real daemon that runs already, whoever else uses it. */
export const seenFrom = (folder: string, reach: Reach) => {
  const connect = (id: string) =>
    createIncusCompute({ address: { kind: "unix", folder }, deploymentId: id, ...reach });
  return {
    compute: connect(deploymentId),
    stranger: connect("another-deployment"),
    folder,
    deploymentId,
    imageAlias: IMAGE_ALIAS,
    keys,
    bootTimeoutMs: 60_000,
    // The daemon is the file's: it goes with its last test, and everything on it.
    close: async () => undefined,
  };
};
