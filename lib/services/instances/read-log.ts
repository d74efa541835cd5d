import { and, eq } from "drizzle-orm";
import { instanceLogs } from "@/drizzle/schema";
import type { InstanceLogInput } from "@/lib/contracts/instances";
import type { InstanceLogView } from "@/lib/contracts/views";
import { DomainError } from "@/lib/domain/errors";
import { plainLog } from "@/lib/domain/plain-log";
import type { InstanceStateName } from "@/lib/domain/states";
import { ComputeError } from "@/lib/ports/compute";
import { authorise } from "@/lib/services/authorise";
import type { ServiceContext } from "@/lib/services/context";
import { collectLog, type LogKind } from "./collect-log";
import { ownInstance } from "./own";

/** The states in which the provider may have something new. */
const SPEAKS: Record<LogKind, ReadonlySet<InstanceStateName>> = {
  console: new Set(["provisioning", "booting", "starting", "running", "stopping", "stopped"]),
  startup: new Set(["booting", "starting", "running"]),
};

/**
 * A log of the account's instance, as far as it is known now. Closed to whoever acts as the customer: a start-up script
 * may have printed what it should not, and scripts are not shown to them either.
 */
export async function readInstanceLog(
  ctx: ServiceContext,
  input: InstanceLogInput,
): Promise<InstanceLogView> {
  const { accountId } = authorise(ctx, "view");
  if (ctx.mode === "acting_read") throw new DomainError("acting_read_only");
  const { id: instanceId, regionId, state } = await ownInstance(ctx.db, accountId, input.instanceId);
  const unreachable = SPEAKS[input.kind].has(state)
    ? await collectLog(ctx, { instanceId, regionId }, input.kind).then(() => false, isAway)
    : false;
  const [log] = await ctx.db
    .select()
    .from(instanceLogs)
    .where(and(eq(instanceLogs.instanceId, instanceId), eq(instanceLogs.kind, input.kind)));
  return {
    kind: input.kind,
    text: plainLog(log?.text ?? ""),
    collectedAt: log?.collectedAt?.toISOString() ?? null,
    unreachable,
  };
}

/** A machine that is not there yet, or is just going, has nothing to say; a provider that does not answer is news. */
function isAway(error: unknown): boolean {
  if (!(error instanceof ComputeError)) throw error;
  return error.code === "unreachable" || error.code === "timeout";
}
