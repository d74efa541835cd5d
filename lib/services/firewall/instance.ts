import { eq, sql } from "drizzle-orm";
import { instanceFirewalls, instances } from "@/drizzle/schema";
import type {
  FirewallWarningView,
  InstanceFirewallInput,
  InstanceFirewallView,
} from "@/lib/contracts/firewall";
import { DomainError } from "@/lib/domain/errors";
import { type FirewallWarning, planFirewall } from "@/lib/domain/firewall/plan";
import { authorise } from "@/lib/services/authorise";
import type { Database, ServiceContext, Transaction } from "@/lib/services/context";
import { openPorts } from "./open-ports";
import { ruleView } from "./views";
import { type FirewallRow, readFirewalls, wishOf } from "./wishes";

const ENDING = ["terminating", "terminated", "failed"];

/** The account's instance with its firewall. Throws `not_found`, or `wrong_state` for a change of what is ending. */
export async function ownFirewall(
  db: Database | Transaction,
  accountId: string,
  instanceId: string,
  { changing }: { changing: boolean },
): Promise<FirewallRow> {
  const [row] = await readFirewalls(db, sql`i.id = ${instanceId} and i.account_id = ${accountId}`);
  if (!row) throw new DomainError("not_found", { what: "instance" });
  if (changing && ENDING.includes(row.instanceState))
    throw new DomainError("wrong_state", { state: row.instanceState });
  return row;
}

/** What an instance's firewall is to be, what of it is in force, and what its owner should know. Throws `not_found`. */
export async function getInstanceFirewall(
  ctx: ServiceContext,
  { instanceId }: InstanceFirewallInput,
): Promise<InstanceFirewallView> {
  const { accountId } = authorise(ctx, "view");
  const row = await ownFirewall(ctx.db, accountId, instanceId, { changing: false });
  const [[kept], [reached]] = await Promise.all([
    ctx.db.select().from(instanceFirewalls).where(eq(instanceFirewalls.instanceId, instanceId)),
    ctx.db
      .select({ host: instances.addressHost, port: instances.addressPort })
      .from(instances)
      .where(eq(instances.id, instanceId)),
  ]);
  const { wanted, warnings } = row.mode
    ? planFirewall(wishOf(row), row.mode, ctx.policies, ctx.ip)
    : { wanted: null, warnings: [] };
  const settled = row.generation === row.appliedGeneration;
  const ssh =
    reached?.host && reached.port !== null && reached.port !== undefined
      ? { host: reached.host, port: reached.port }
      : null;
  return {
    instanceId,
    instanceName: row.instanceName,
    mode: row.mode,
    running: row.instanceState === "running",
    changeable: !ENDING.includes(row.instanceState),
    generation: row.generation,
    setIds: row.sets.map(({ id }) => id),
    sshClosed: row.sshClosed,
    state:
      row.sets.length === 0 && settled
        ? "none"
        : (kept?.attempts ?? 0) > 1
          ? "failing"
          : settled
            ? "applied"
            : "applying",
    problem: kept?.lastError ?? null,
    appliedAt: kept?.appliedAt?.toISOString() ?? null,
    open: openPorts({
      wanted,
      settled,
      ssh,
      forwards: kept?.forwards ?? [],
      reach: kept?.sshReach ?? "open",
    }),
    warnings: warnings.map(warningView),
  };
}

function warningView(warning: FirewallWarning): FirewallWarningView {
  if (!("rule" in warning)) return warning;
  const most = warning.kind === "too_many_ports" ? warning.most : null;
  return { kind: warning.kind, rule: ruleView(warning.rule), most };
}
