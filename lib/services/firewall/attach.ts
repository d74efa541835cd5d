import { eq, sql } from "drizzle-orm";
import { firewallAttachments, instanceFirewalls } from "@/drizzle/schema";
import type { InstanceFirewallView, SetInstanceFirewallInput } from "@/lib/contracts/firewall";
import { DomainError } from "@/lib/domain/errors";
import { authorise } from "@/lib/services/authorise";
import type { ServiceContext, Transaction } from "@/lib/services/context";
import { getInstanceFirewall, ownFirewall } from "./instance";
import { type FirewallSetRow, lockFirewalls, ownSets } from "./own";
import { firewallHints, recordFirewall, wantAnew } from "./record";
import { requireSecondWord } from "./second-word";
import { wishOf } from "./wishes";

/**
 * Gives an instance these rule sets and no others; none: it is as it was before it ever had one, SSH included. Throws
 * `edited_meanwhile`, `wrong_state`, `not_found`, or `invalid_input`: for `setIds`, or for `confirmName` when the change
 * would take SSH away from its author.
 */
export async function setInstanceFirewall(
  ctx: ServiceContext,
  input: SetInstanceFirewallInput,
): Promise<InstanceFirewallView> {
  const { accountId } = authorise(ctx, "operate");
  const { instanceId, setIds } = input;
  await ctx.transact(async (tx) => {
    await lockFirewalls(tx, accountId);
    const row = await ownFirewall(tx, accountId, instanceId, { changing: true });
    if (row.generation !== input.generation) throw new DomainError("edited_meanwhile");
    const sets = await ownSets(tx, accountId, setIds, "setIds");
    if (sets.map(({ id }) => id).join() === row.sets.map(({ id }) => id).join()) return;
    requireAttachable(ctx, row, sets.length);
    const after = { sets, sshClosed: row.sshClosed && sets.length > 0 };
    const change = { before: wishOf(row), after: wishOf(after), mode: row.mode };
    requireSecondWord(ctx, [change], row.instanceName, input.confirmName);
    await writeAttachments(tx, { instanceId, accountId }, sets);
    if (sets.length === 0)
      await tx
        .update(instanceFirewalls)
        .set({ sshClosed: false })
        .where(eq(instanceFirewalls.instanceId, instanceId));
    const target = { id: instanceId, accountId, name: row.instanceName };
    await recordFirewall(ctx, tx, target, "attached", { sets: sets.map(({ name }) => name).join(", ") });
  });
  ctx.notify(...firewallHints(accountId));
  return getInstanceFirewall(ctx, { instanceId });
}

/** Throws `invalid_input` for `setIds`: too many, or the region's network keeps none. */
export function requireAttachable(
  ctx: ServiceContext,
  { mode }: { mode: string | null },
  sets: number,
  field = "setIds",
): void {
  const most = ctx.policies.firewallSetsPerInstance;
  if (sets > most)
    throw new DomainError("invalid_input", { reason: "firewall_instance_full", most: `${most}` }, field);
  if (sets > 0 && mode === "none")
    throw new DomainError("invalid_input", { reason: "firewall_not_here" }, field);
}

/** Writes the wish down: from here on the worker keeps it. */
export async function writeAttachments(
  tx: Transaction,
  { instanceId, accountId }: { instanceId: string; accountId: string },
  sets: readonly FirewallSetRow[],
): Promise<void> {
  await tx.delete(firewallAttachments).where(eq(firewallAttachments.instanceId, instanceId));
  if (sets.length > 0)
    await tx.insert(firewallAttachments).values(sets.map(({ id }) => ({ instanceId, setId: id })));
  const { rowCount } = await tx.execute(sql`
    insert into instance_firewalls (instance_id, account_id) values (${instanceId}, ${accountId})
    on conflict (instance_id) do nothing`);
  if (rowCount === 0) await wantAnew(tx, [instanceId]);
}
