import { and, asc, eq, isNull, notInArray } from "drizzle-orm";
import { instances, sshKeys } from "@/drizzle/schema";
import type { SshKeyUseView } from "@/lib/contracts/ssh-keys";
import { authorise } from "@/lib/services/authorise";
import type { Database, ServiceContext, Transaction } from "@/lib/services/context";
import { sshKeyView } from "./views";

/** The account's keys, oldest first, each with the instances that carry it. */
export async function listSshKeys(ctx: ServiceContext): Promise<SshKeyUseView[]> {
  const { accountId } = authorise(ctx, "view");
  const [keys, uses] = await Promise.all([
    ctx.db
      .select()
      .from(sshKeys)
      .where(and(eq(sshKeys.accountId, accountId), isNull(sshKeys.deletedAt)))
      .orderBy(asc(sshKeys.createdAt), asc(sshKeys.id)),
    keyUses(ctx.db, accountId),
  ]);
  return keys.map((key) => ({ ...sshKeyView(key), usedBy: uses(key.id) }));
}

/** Which instances that are not gone carry a key. */
export async function keyUses(
  db: Database | Transaction,
  accountId: string,
): Promise<(sshKeyId: string) => SshKeyUseView["usedBy"]> {
  const alive = await db
    .select({ instanceId: instances.id, name: instances.name, sshKeyIds: instances.sshKeyIds })
    .from(instances)
    .where(and(eq(instances.accountId, accountId), notInArray(instances.state, ["terminated", "failed"])));
  return (sshKeyId) =>
    alive
      .filter((instance) => instance.sshKeyIds.includes(sshKeyId))
      .map(({ instanceId, name }) => ({ instanceId, name }));
}
