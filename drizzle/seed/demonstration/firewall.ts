import * as schema from "@/drizzle/schema";
import type { Transaction } from "@/lib/services/context";
import { plannedInstances } from "../history";
import { firewallSetId, instanceId } from "./ids";
import type { SeededPeople } from "./insert-people";

const SERVES = "chat-endpoint";

/** A rule set that opens the port of what an instance serves; the worker applies it as it does every other. */
export async function insertFirewall(tx: Transaction, people: SeededPeople): Promise<void> {
  const { accountId, customerUserId } = people;
  const index = plannedInstances.findIndex((planned) => planned.name === SERVES);
  if (index < 0) throw new Error(`the plan has no instance ${SERVES}`);
  await tx.insert(schema.firewallSets).values({
    ...{ id: firewallSetId, accountId, name: "Model API", createdBy: customerUserId },
    rules: [{ protocol: "tcp", ports: { first: 8000, last: 8000 }, sources: [], note: "vLLM" }],
  });
  await tx.insert(schema.instanceFirewalls).values({ instanceId: instanceId(index), accountId });
  await tx.insert(schema.firewallAttachments).values({ instanceId: instanceId(index), setId: firewallSetId });
}
