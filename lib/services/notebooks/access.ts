import { eq } from "drizzle-orm";
import { images } from "@/drizzle/schema";
import type { InstanceInput } from "@/lib/contracts/instances";
import { DomainError } from "@/lib/domain/errors";
import { machineName } from "@/lib/domain/names";
import { authorise } from "@/lib/services/authorise";
import type { ServiceContext } from "@/lib/services/context";
import { ownInstance } from "@/lib/services/instances/own";

/** Which machine a notebook is in, and in which of its runs. */
export type NotebookTarget = {
  instanceId: string;
  accountId: string;
  regionId: string;
  machine: string;
  runId: string;
};

/**
 * Whether this actor may have the notebook of this instance now: who may operate it, never whoever acts as a customer.
 * Asked again with each request, and for as long as a connection is open. Throws `wrong_state` unless it runs,
 * `not_found` when its image brings no notebook.
 */
export async function notebookAccess(
  ctx: ServiceContext,
  { instanceId }: InstanceInput,
): Promise<{ target: NotebookTarget; name: string }> {
  const { accountId } = authorise(ctx, "operate");
  const row = await ownInstance(ctx.db, accountId, instanceId);
  const [image] = await ctx.db
    .select({ opens: images.opensJupyter })
    .from(images)
    .where(eq(images.id, row.imageId));
  if (!image?.opens) throw new DomainError("not_found", { what: "notebook" });
  if (row.state !== "running" || row.runId === null)
    throw new DomainError("wrong_state", { state: row.state, verb: "notebook" });
  const { regionId, runId } = row;
  return { target: { instanceId, accountId, regionId, machine: machineName(row.id), runId }, name: row.name };
}
