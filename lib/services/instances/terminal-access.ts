import type { InstanceInput } from "@/lib/contracts/instances";
import { DomainError } from "@/lib/domain/errors";
import { machineName } from "@/lib/domain/names";
import { authorise } from "@/lib/services/authorise";
import type { ServiceContext } from "@/lib/services/context";
import { type InstanceRow, ownInstance } from "./own";

/** Which machine a terminal leads to, and as whom. */
export type TerminalTarget = { instanceId: string; accountId: string; regionId: string; machine: string };

/** Whether a terminal is offered to this actor at all: what the page says before anybody tries. */
export function terminalRefusal(ctx: ServiceContext): "acting_read_only" | "forbidden" | null {
  try {
    authorise(ctx, "operate");
    return null;
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    return error.code === "acting_read_only" ? error.code : "forbidden";
  }
}

/**
 * Whether this actor may have a terminal of this instance now: who may operate it, never whoever acts as a customer.
 * Asked again for as long as one is open. Throws `wrong_state` unless it runs.
 */
export async function terminalAccess(
  ctx: ServiceContext,
  { instanceId }: InstanceInput,
): Promise<{ target: TerminalTarget; row: InstanceRow }> {
  const { accountId } = authorise(ctx, "operate");
  const row = await ownInstance(ctx.db, accountId, instanceId);
  if (row.state !== "running") throw new DomainError("wrong_state", { state: row.state, verb: "terminal" });
  const target = { instanceId, accountId, regionId: row.regionId, machine: machineName(row.id) };
  return { target, row };
}
