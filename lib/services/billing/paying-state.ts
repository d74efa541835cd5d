import type { PayingState } from "@/lib/contracts/billing";
import { DomainError } from "@/lib/domain/errors";
import { authorise, requireConfirmedEmail } from "@/lib/services/authorise";
import type { ServiceContext } from "@/lib/services/context";

/** What `startTopUp` would say to this reader, said before the click. */
export function payingState(ctx: ServiceContext): PayingState {
  try {
    authorise(ctx, "pay");
    requireConfirmedEmail(ctx);
    return "may";
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    if (error.code === "email_unconfirmed") return "unconfirmed";
    return error.code === "acting_read_only" ? "acting" : "role";
  }
}
