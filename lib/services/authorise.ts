import { DomainError } from "@/lib/domain/errors";
import type { Role, ServiceContext } from "./context";

/** What a member may do. `view` is everybody's; the rest follows the role. */
export type Permission = "view" | "operate" | "pay" | "manage";

const PERMISSIONS: Record<Role, readonly Permission[]> = {
  owner: ["view", "operate", "pay", "manage"],
  admin: ["view", "operate", "pay", "manage"],
  developer: ["view", "operate"],
  billing: ["view", "pay"],
  viewer: ["view"],
};

/** The subject account, if this actor may do this to it. Throws `sign_in_needed`, `forbidden` or `acting_read_only`. */
export function authorise(ctx: ServiceContext, permission: Permission): { accountId: string } {
  if (ctx.actor.kind === "visitor") throw new DomainError("sign_in_needed");
  if (!ctx.subject) throw new DomainError("forbidden");
  if (permission !== "view" && ctx.mode === "acting_read") throw new DomainError("acting_read_only");
  if (ctx.mode !== "system" && !PERMISSIONS[ctx.subject.role].includes(permission))
    throw new DomainError("forbidden");
  return { accountId: ctx.subject.accountId };
}

/** Paying and launching need a confirmed address. Throws `email_unconfirmed`. */
export function requireConfirmedEmail(ctx: ServiceContext): void {
  if (ctx.actor.kind === "user" && !ctx.actor.emailConfirmed && ctx.mode === "own")
    throw new DomainError("email_unconfirmed");
}

/** The signed-in member of staff. Throws `sign_in_needed` or `forbidden`. */
export function authoriseStaff(
  ctx: ServiceContext,
  role: "support" | "admin" = "support",
): { userId: string } {
  if (ctx.actor.kind === "visitor") throw new DomainError("sign_in_needed");
  if (ctx.actor.kind !== "user" || ctx.actor.staffRole === null) throw new DomainError("forbidden");
  if (role === "admin" && ctx.actor.staffRole !== "admin") throw new DomainError("forbidden");
  return { userId: ctx.actor.userId };
}
