import { eq } from "drizzle-orm";
import { images } from "@/drizzle/schema";
import type { InstanceInput } from "@/lib/contracts/instances";
import { DomainError } from "@/lib/domain/errors";
import { recordAudit } from "@/lib/services/audit";
import type { ServiceContext } from "@/lib/services/context";
import { type TerminalTarget, terminalAccess } from "./terminal-access";

/** Writes down that a terminal is opened, and says which machine it leads to and as which user. */
export async function openTerminal(
  ctx: ServiceContext,
  input: InstanceInput,
): Promise<TerminalTarget & { user: string }> {
  const { target, row } = await terminalAccess(ctx, input);
  const [image] = await ctx.db
    .select({ user: images.sshUser })
    .from(images)
    .where(eq(images.id, row.imageId));
  if (!image) throw new DomainError("not_found", { what: "image" });
  await ctx.transact((tx) =>
    recordAudit(ctx, tx, {
      action: "instance.terminal_opened",
      targetId: row.id,
      detail: { name: row.name },
    }),
  );
  return { ...target, user: image.user };
}
