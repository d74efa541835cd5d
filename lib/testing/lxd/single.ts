import { join } from "node:path";
import { command } from "./command";
import { Daemon } from "./daemon";
import { testImage } from "./image";
import { openNamespaces } from "./namespaces";
import { takePlace } from "./place";

export const IMAGE_ALIAS = "debian-12";

/** How the machines of a real cluster are reached from here, as the product's settings say it. */
export type Reach = { sshHost: string; portRange: [number, number] | null };

export type Lxd = {
  daemon: Daemon;
  /** A port on the daemon's host that leads to the guest, as with SSH_FORWARDS. */
  forwarded: Reach;
  /** The guest's own address. */
  direct: Reach;
  close(): Promise<void>;
};

/**
 * One daemon with a `dir` pool and a managed bridge. A pair of devices joins its network to the host's, and the host
 * has a route to the bridge's network, so that both ways of reaching a guest work from any process of this machine:
 * at its own address, and at a port that the daemon forwards from its end of the pair. The route and both devices go
 * when the namespace goes.
 */
export async function startLxd(): Promise<Lxd> {
  const place = await takePlace();
  try {
    const image = await testImage();
    const namespaces = await openNamespaces(join(place.folder, "sys"));
    place.remember(namespaces.first);
    const { device, address } = place;
    const pair = ["type", "veth", "peer", "name", "uplink", "netns", String(namespaces.first.pid)];
    await command("ip", ["link", "add", device, ...pair]);
    await command("ip", ["address", "add", `${address(0, 1)}/24`, "dev", device]);
    await command("ip", ["link", "set", device, "up"]);
    await namespaces.run("ip", "address", "add", `${address(0, 2)}/24`, "dev", "uplink");
    await namespaces.run("ip", "link", "set", "uplink", "up");
    await command("ip", ["route", "add", `${address(1, 0)}/24`, "via", address(0, 2), "dev", device]);
    const daemon = new Daemon(join(place.folder, "lxd"), namespaces);
    await daemon.start();
    await daemon.initialise(preseed(address(1, 1)));
    await daemon.lxc("image", "import", image, "--alias", IMAGE_ALIAS);
    return {
      daemon,
      forwarded: { sshHost: address(0, 2), portRange: [22_000, 22_099] },
      direct: { sshHost: address(0, 2), portRange: null },
      async close() {
        await namespaces.close();
        await place.clear();
      },
    };
  } catch (error) {
    await place.clear();
    throw error;
  }
}

/** Images that are made here are hardly compressed: it is most of the time that it takes, and nobody keeps them. */
const preseed = (gateway: string) => `
config: {images.compression_algorithm: gzip -1}
storage_pools:
- {name: default, driver: dir}
networks:
- name: lxdbr0
  type: bridge
  config: {ipv4.address: ${gateway}/24, ipv4.nat: "false", ipv4.firewall: "false", ipv6.address: none}
profiles:
- name: default
  devices:
    root: {type: disk, path: /, pool: default}
    eth0: {type: nic, name: eth0, network: lxdbr0}
`;
