// Whether real machines can run here, and what they need.
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";

/** Program → Debian's package. */
const NEEDED = {
  lxd: "lxd",
  lxc: "lxd-client",
  dnsmasq: "dnsmasq-base",
  iptables: "iptables",
  ip: "iproute2",
  debootstrap: "debootstrap",
  ssh: "openssh-client",
};
const FOLDERS = [...(process.env.PATH ?? "").split(":"), "/usr/sbin", "/sbin"];

const isThere = (/** @type {string} */ program) =>
  FOLDERS.some((folder) => existsSync(join(folder, program)));

/** @param {string} command @param {string[]} args */
function run(command, args) {
  const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
  return spawnSync(command, args, { env, stdio: ["ignore", "ignore", "inherit"] }).status === 0;
}

/** Why real machines cannot run here, in one line; null when they can. */
export function whyNoMachines() {
  if (process.platform !== "linux" || !existsSync("/etc/debian_version"))
    return "real machines need LXD as Debian ships it, and this is another system";
  if (process.getuid?.() !== 0)
    return "real machines need namespaces and containers, and so the rights of root";
  if (!run("unshare", ["--net", "--mount", "--pid", "--fork", "true"]))
    return "real machines need namespaces, and this system gives none";
  return null;
}

/** Installs what is missing. Throws when that fails. @param {(line: string) => void} say */
export function ensureMachines(say) {
  const missing = Object.entries(NEEDED).flatMap(([program, pkg]) => (isThere(program) ? [] : [pkg]));
  if (missing.length === 0) return;
  say(`Installing ${missing.join(", ")} …`);
  run("apt-get", ["update", "-qq"]);
  if (!run("apt-get", ["install", "-y", "-qq", "--no-install-recommends", ...missing]))
    throw new Error(`apt-get could not install ${missing.join(", ")}.`);
}
