import type { NextPrice } from "../account";
import { DomainError } from "../errors";
import { type Priced, setNextPrice } from "../next-prices";
import type { Second } from "../time";
import { begin, type Transition } from "./change";

/**
 * Announces a price: what is there keeps its own until `next.at`. A later announcement takes the place of an earlier
 * one; its own price again takes it back. Throws `wrong_state` where no price is promised.
 */
export const announcePrice =
  (input: Priced & { at: Second; next: NextPrice }): Transition =>
  (draft, policies) => {
    begin(draft, input.at, policies);
    if (!setNextPrice(draft.account, input, input.next)) throw new DomainError("wrong_state");
  };
