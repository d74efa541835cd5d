import { eq } from "drizzle-orm";
import { instanceSecrets } from "@/drizzle/schema";
import { DomainError } from "@/lib/domain/errors";
import type { ServiceContext } from "@/lib/services/context";
import { type NotebookTarget, notebookAccess } from "./access";
import type { NotebookPass } from "./pass";

/**
 * Where the pass leads now, and the token that Jupyter asks for there (null: it was not given one by us). `ctx` is what
 * the pass's session is today: another account, another role or another run of the instance is `forbidden`.
 */
export async function followPass(
  ctx: ServiceContext,
  pass: NotebookPass,
): Promise<NotebookTarget & { token: string | null }> {
  if (ctx.subject?.accountId !== pass.accountId) throw new DomainError("forbidden");
  const { target } = await notebookAccess(ctx, pass);
  if (target.runId !== pass.runId) throw new DomainError("forbidden");
  const [secrets] = await ctx.db
    .select({ token: instanceSecrets.jupyterToken })
    .from(instanceSecrets)
    .where(eq(instanceSecrets.instanceId, pass.instanceId));
  return { ...target, token: secrets?.token ?? null };
}
