import { spawn } from "node:child_process";
import { command } from "./command";
import { childrenOf, eventually, killAndWait, lives, markOf, type ProcessMark } from "./processes";

/**
 * The first process of a world of its own: network, mounts and process numbers. It reads until its standard input
 * closes, which happens at the latest when the test's process is gone, however it went; with it the kernel ends every
 * process in there and takes down every mount and every network device. Bash, because it also buries orphans.
 * A network of one's own is seen in a /sys of one's own (mounted on the folder `$0` first); the control groups in it
 * stay the host's.
 */
const FIRST_PROCESS = `
mount --make-rprivate /
mkdir -p "$0"
mount -t sysfs sysfs "$0"
mount --rbind /sys/fs/cgroup "$0/fs/cgroup"
mount --rbind "$0" /sys
ip link set lo up
sysctl -q -w net.ipv4.ip_forward=1
echo ready
while read -r _; do :; done`;

export type Namespaces = {
  /** The first process, as the host numbers it. */
  readonly first: ProcessMark;
  /** `nsenter` and its arguments before the program that is to run inside. */
  readonly enter: readonly string[];
  run(program: string, ...args: string[]): Promise<string>;
  close(): Promise<void>;
};

/** `folder` is a place for the mount of /sys. */
export async function openNamespaces(folder: string): Promise<Namespaces> {
  const keys = ["--net", "--mount", "--pid", "--fork", "--mount-proc", "--kill-child"];
  const unshare = spawn("unshare", [...keys, "bash", "-c", FIRST_PROCESS, folder], {
    stdio: ["pipe", "pipe", "ignore"],
  });
  const ended = new Promise<void>((resolve) => unshare.once("close", () => resolve()));
  unshare.stdin.on("error", () => undefined);
  await new Promise<void>((resolve, reject) => {
    unshare.once("error", reject);
    unshare.once("exit", (code) => reject(new Error(`unshare ended with ${code}`)));
    unshare.stdout.once("data", () => resolve());
  });
  unshare.stdout.resume();
  const pid = await eventually("the first process", 5, async () => childrenOf(unshare.pid ?? 0)[0] ?? null);
  const first = markOf(pid);
  const enter = ["nsenter", "--target", String(pid), "--net", "--mount", "--pid", "--"];
  return {
    first,
    enter,
    run: (program, ...args) => command(enter[0] ?? "", [...enter.slice(1), program, ...args]),
    async close() {
      await killAndWait(first);
      unshare.stdin.destroy();
      await ended;
      if (lives(first)) throw new Error("the first process outlived its end");
    },
  };
}
