import { ComputeError } from "@/lib/ports/compute";
import { editable } from "./answers";
import { cardDevices, runtimeKey, runtimeOf } from "./devices";
import { configOfTags } from "./machine";
import type { Cluster } from "./options";
import { instanceUrl, ourMachine } from "./read";

/** Replaces the cards of a machine that is off. Devices can only be removed by sending all the others back. */
export async function setCards(cluster: Cluster, name: string, cards: string[]): Promise<void> {
  const machine = await ourMachine(cluster, name);
  if (machine.cards.join() === cards.join()) return;
  if (machine.status !== "stopped") {
    throw new ComputeError(
      "refused",
      `The cards of ${name} cannot change while it is ${machine.status}`,
      true,
    );
  }
  const { value, etag } = await cluster.client.getWithEtag(instanceUrl(name), editable);
  const others = Object.entries(value.devices).filter(([, device]) => device.type !== "gpu");
  const devices = { ...Object.fromEntries(others), ...cardDevices(cards) };
  const { [runtimeKey]: _, ...kept } = value.config;
  const config = { ...kept, ...runtimeOf(cards) };
  // With the etag: a tag that was raised in between is not overwritten; the call fails and may be repeated.
  await cluster.client.change("PUT", instanceUrl(name), {
    body: { ...value, config, devices },
    ifMatch: etag,
  });
}

/** Adds or replaces these tags and leaves all others. */
export async function tagMachine(
  cluster: Cluster,
  name: string,
  tags: Record<string, string>,
): Promise<void> {
  await ourMachine(cluster, name);
  await cluster.client.change("PATCH", instanceUrl(name), { body: { config: configOfTags(tags) } });
}
