import type { ServiceContext, Transaction } from "@/lib/services/context";

type Person = { id: string; name: string; email: string; locale: string };
export type IdentityTemplate = "confirm_email" | "already_registered" | "reset_password" | "password_changed";

/**
 * Queues a mail about a person's way in. One waits per person and kind: asking again replaces a mail that has not
 * gone out yet, whose link would no longer work anyway.
 */
export function queueMail(
  ctx: ServiceContext,
  tx: Transaction,
  person: Person,
  template: IdentityTemplate,
  params: Record<string, string> = {},
): Promise<void> {
  return ctx.enqueue(
    tx,
    {
      task: "mail",
      payload: {
        to: person.email,
        template,
        params: { name: person.name, resetUrl: `${ctx.publicUrl}/forgot-password`, ...params },
        locale: person.locale,
      },
    },
    `${template}:${person.id}`,
  );
}
