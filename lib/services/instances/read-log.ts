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
import { type InstanceRow, ownInstance } from "./own";

/** The states in which the provider may have something new. */
const SPEAKS: Record<LogKind, ReadonlySet<InstanceStateName>> = {
  console: new Set(["provisioning", "booting", "starting", "running", "stopping", "stopped"]),
  startup: new Set(["booting", "starting", "running"]),
};

/** What is kept of a log, without asking the provider: at once. Refuses as `readInstanceLog` does. */
export async function keptInstanceLog(
  ctx: ServiceContext,
  input: InstanceLogInput,
): Promise<InstanceLogView> {
  await readable(ctx, input);
  return view(ctx, input, false);
}

/**
 * A log of the account's instance, as far as it is known now. Closed to whoever acts as the customer: a start-up script
 * may have printed what it should not, and scripts are not shown to them either.
 */
export async function readInstanceLog(
  ctx: ServiceContext,
  input: InstanceLogInput,
): Promise<InstanceLogView> {
  const { id: instanceId, regionId, state } = await readable(ctx, input);
  const unreachable = SPEAKS[input.kind].has(state)
    ? await collectLog(ctx, { instanceId, regionId }, input.kind).then(() => false, isAway)
    : false;
  return view(ctx, input, unreachable);
}

async function readable(ctx: ServiceContext, { instanceId }: InstanceLogInput): Promise<InstanceRow> {
  const { accountId } = authorise(ctx, "view");
  if (ctx.mode === "acting_read") throw new DomainError("acting_read_only");
  return ownInstance(ctx.db, accountId, instanceId);
}

async function view(
  ctx: ServiceContext,
  { instanceId, kind }: InstanceLogInput,
  unreachable: boolean,
): Promise<InstanceLogView> {
  const [log] = await ctx.db
    .select()
    .from(instanceLogs)
    .where(and(eq(instanceLogs.instanceId, instanceId), eq(instanceLogs.kind, kind)));
  return {
    kind,
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
