import type { Ticks } from "@/lib/domain/money";
import { later, type Second } from "@/lib/domain/time";
import { addGrant } from "@/lib/domain/transitions/credit";
import type { ServiceContext } from "../context";
import { newId } from "../id";
import { withAccount } from "./with-account";

/**
 * Promotional credit, usable in [from, expires). Authorisation is the calling verb's. Throws `invalid_input` with the
 * field `amount` or `expires`. Returns the grant's id.
 */
export function grantCredit(
  ctx: ServiceContext,
  input: {
    accountId: string;
    name: string;
    granted: Ticks;
    /** Null: from now on. */
    from: Second | null;
    expires: Second | null;
    priority?: number;
    note?: string;
  },
): Promise<string> {
  return withAccount(ctx, input.accountId, (account) => {
    const id = newId("grt");
    const { name, granted, expires, priority = 0 } = input;
    const from = later(input.from ?? account.now, account.now);
    account.apply(
      addGrant({
        at: account.now,
        grant: { id, name, priority, granted, from, expires },
        ...(input.note === undefined ? {} : { note: input.note }),
      }),
    );
    return id;
  });
}
