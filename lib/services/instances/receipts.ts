import { and, desc, eq, isNotNull, min } from "drizzle-orm";
import { usageSegments } from "@/drizzle/schema";
import type { InstanceInput, RunInput } from "@/lib/contracts/instances";
import type { ReceiptView } from "@/lib/contracts/views";
import { authorise } from "@/lib/services/authorise";
import type { ServiceContext } from "@/lib/services/context";
import { runReceipt, runReceiptCsv } from "@/lib/services/money/statements";
import { ownInstance } from "./own";

/** A page shows so many; older runs are in the usage statement. */
const SHOWN = 50;

/** The receipts of an instance's runs, newest first. Throws `not_found`. */
export async function listReceipts(
  ctx: ServiceContext,
  { instanceId }: InstanceInput,
): Promise<ReceiptView[]> {
  const { accountId } = authorise(ctx, "view");
  await ownInstance(ctx.db, accountId, instanceId);
  const runs = await ctx.db
    .select({ runId: usageSegments.runId, from: min(usageSegments.lower) })
    .from(usageSegments)
    .where(and(eq(usageSegments.instanceId, instanceId), isNotNull(usageSegments.runId)))
    .groupBy(usageSegments.runId)
    .orderBy(desc(min(usageSegments.lower)))
    .limit(SHOWN);
  return Promise.all(
    runs.flatMap(({ runId }) => (runId === null ? [] : [runReceipt(ctx, { accountId, runId })])),
  );
}

/** One run for a spreadsheet. Throws `not_found`. */
export async function receiptCsv(ctx: ServiceContext, { runId }: RunInput): Promise<string> {
  const { accountId } = authorise(ctx, "view");
  return runReceiptCsv(ctx, { accountId, runId });
}
