import { DomainError } from "@/lib/domain/errors";
import { type FirewallMode, type FirewallWish, reachesSsh, sshReach } from "@/lib/domain/firewall/plan";
import { cleanName } from "@/lib/domain/names";
import type { ServiceContext } from "@/lib/services/context";

type Change = { before: FirewallWish; after: FirewallWish; mode: FirewallMode | null };

/**
 * SSH stays reachable for whoever changes a firewall, unless they say so twice: by the change, and by typing a name.
 * Throws `invalid_input` for `confirmName` where one of the changes takes it away and the name was not typed.
 */
export function requireSecondWord(
  ctx: ServiceContext,
  changes: readonly Change[],
  name: string,
  typed: string | undefined,
): void {
  if (typed !== undefined && cleanName(typed) === name) return;
  const takesAway = changes.some(({ before, after, mode }) => {
    if (mode === null) return sshReach(before, "acls") === "open" && sshReach(after, "acls") !== "open";
    // Without knowing where they are, any limit may shut them out.
    if (ctx.ip === null) return sshReach(before, mode) === "open" && sshReach(after, mode) !== "open";
    return reachesSsh(before, mode, ctx.ip) && !reachesSsh(after, mode, ctx.ip);
  });
  if (!takesAway) return;
  const reason = typed === undefined || typed === "" ? "ssh_second_word" : "name_not_matching";
  throw new DomainError("invalid_input", { reason, name, address: ctx.ip ?? "" }, "confirmName");
}
