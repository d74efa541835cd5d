import { z } from "zod";
import { instance } from "./answers";
import { deploymentKey } from "./images";
import { neverStarted } from "./machine";
import type { Cluster } from "./options";
import { absentIsDone, instanceUrl } from "./read";

const names = z.array(z.string()).nullable();

/** Where systemd looks for the machine's id. Empty, not absent: then it makes one without taking all for new. */
const machineId = "/etc/machine-id";

/**
 * A machine of a private image has another one's disk. Before its first boot it forgets who that was: the id by which
 * networks hand out addresses, and whom SSH admits. Host keys and names cloud-init makes anew by itself, since the name
 * tells it that this is another machine. For every other machine, and after the first start, nothing happens.
 */
export async function becomeItself(cluster: Cluster, name: string): Promise<void> {
  const { client } = cluster;
  const found = await client.get(instanceUrl(name), instance);
  if (found.config?.[`image.${deploymentKey}`] !== cluster.deploymentId || !neverStarted(found)) return;
  const url = (path: string) => instanceUrl(name, `/files?path=${encodeURIComponent(path)}`);
  const users: string[] = [];
  await absentIsDone(async () => {
    users.push(...((await client.get(url("/home"), names)) ?? []));
  });
  const homes = ["/root", ...users.map((user) => `/home/${user}`)];
  const admitted = homes.map((home) => `${home}/.ssh/authorized_keys`);
  for (const path of [...admitted, "/var/lib/dbus/machine-id"])
    await absentIsDone(() => client.change("DELETE", url(path), {}));
  await client.change("POST", url(machineId), { file: { content: "", mode: "0444" } });
}
