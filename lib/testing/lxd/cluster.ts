import { spawn } from "node:child_process";
import { join } from "node:path";
import { command } from "./command";
import { Daemon } from "./daemon";
import { testImage } from "./image";
import { type Namespaces, openNamespaces } from "./namespaces";
import { type Place, takePlace } from "./place";
import { IMAGE_ALIAS, type Reach } from "./single";

export type LxdMember = {
  name: string;
  daemon: Daemon;
  /** Takes its cable out, or puts it back. */
  connect(connected: boolean): Promise<void>;
};

export type LxdCluster = {
  /** The first one keeps the cluster's database. */
  members: [LxdMember, LxdMember];
  direct: Reach;
  /** An address of its network that nobody has, with its prefix. */
  outside: string;
  close(): Promise<void>;
};

/**
 * Two daemons that form a cluster. A bridge on the host is the cable between them; each member's guests hang on a
 * bridge of its own that ends in the same cable. So members, guests and the host are neighbours in one network, as in
 * a rack, and every process of this machine reaches a guest at the guest's own address.
 */
export async function startLxdCluster(): Promise<LxdCluster> {
  const place = await takePlace();
  try {
    const image = await testImage();
    const { device, address } = place;
    await command("ip", ["link", "add", device, "type", "bridge"]);
    await command("ip", ["address", "add", `${address(0, 1)}/24`, "dev", device]);
    await command("ip", ["link", "set", device, "up"]);
    const spaces: Namespaces[] = [];
    const plug = async (number: number): Promise<LxdMember> => {
      const namespaces = await openNamespaces(join(place.folder, `sys-${number}`));
      spaces.push(namespaces);
      place.remember(namespaces.first);
      const connect = await plugIn(place, namespaces, number);
      const name = `member-${number}`;
      return { name, daemon: new Daemon(join(place.folder, name), namespaces), connect };
    };
    const members: LxdCluster["members"] = [await plug(1), await plug(2)];
    const [first, second] = members;
    serveAddresses(place, first.daemon.namespaces);
    await Promise.all(members.map(({ daemon }) => daemon.start()));
    await first.daemon.initialise(foundation(first.name, `${address(0, 11)}:8443`));
    // The least that the daemon accepts: after so long a silence a member counts as away.
    await first.daemon.lxc("config", "set", "cluster.offline_threshold", "11");
    const invitation = await first.daemon.lxc("cluster", "add", second.name);
    const token = invitation.trim().split("\n").at(-1) ?? "";
    await second.daemon.initialise(joining(second.name, `${address(0, 12)}:8443`, token));
    await first.daemon.lxc("image", "import", image, "--alias", IMAGE_ALIAS);
    return {
      members,
      direct: { sshHost: address(0, 1), portRange: null },
      outside: `${address(0, 13)}/24`,
      async close() {
        await Promise.all(spaces.map((namespaces) => namespaces.close()));
        await place.clear();
      },
    };
  } catch (error) {
    await place.clear();
    throw error;
  }
}

async function plugIn(
  place: Place,
  { first, run }: Namespaces,
  number: number,
): Promise<LxdMember["connect"]> {
  const { device, address } = place;
  const port = `${device}${number === 1 ? "a" : "b"}`;
  await command("ip", [
    ...["link", "add", port, "type", "veth", "peer", "name", "uplink", "netns", String(first.pid)],
  ]);
  await command("ip", ["link", "set", port, "master", device, "up"]);
  await run("ip", "link", "add", "br0", "type", "bridge");
  await run("ip", "address", "add", `${address(0, 10 + number)}/24`, "dev", "br0");
  await run("ip", "link", "set", "uplink", "master", "br0", "up");
  await run("ip", "link", "set", "br0", "up");
  return async (connected) => {
    await command("ip", ["link", "set", port, connected ? "up" : "down"]);
  };
}

/** Addresses for the guests of both members. It ends with its namespace. */
function serveAddresses({ address, folder }: Place, { enter }: Namespaces): void {
  const [program = "", ...args] = enter;
  const range = `--dhcp-range=${address(0, 100)},${address(0, 250)},1h`;
  const files = [`--dhcp-leasefile=${join(folder, "leases")}`, "--conf-file=/dev/null", "--pid-file="];
  const options = ["--keep-in-foreground", "--port=0", "--bind-interfaces", "--interface=br0", "--no-ping"];
  spawn(program, [...args, "dnsmasq", ...options, "--dhcp-authoritative", range, ...files], {
    stdio: "ignore",
  });
}

const foundation = (name: string, address: string) => `
config: {core.https_address: "${address}"}
cluster: {enabled: true, server_name: ${name}}
storage_pools:
- {name: default, driver: dir}
profiles:
- name: default
  devices:
    root: {type: disk, path: /, pool: default}
    eth0: {type: nic, name: eth0, nictype: bridged, parent: br0}
`;

const joining = (name: string, address: string, token: string) => `
cluster:
  enabled: true
  server_name: ${name}
  server_address: "${address}"
  cluster_token: ${token}
  member_config:
  - {entity: storage-pool, name: default, key: source, value: ""}
`;
