import type Stripe from "stripe";
import { newId } from "../core/ids";
import type { BalanceTransaction } from "../core/types";
import type { World } from "../core/world";

const DAYS_UNTIL_AVAILABLE = 2;
const DAY = 86_400;

type Booking = {
  amount: number;
  fee: number;
  feeDescription?: string;
  currency: string;
  description: string | null;
  type: Stripe.BalanceTransaction.Type;
  reportingCategory: string;
  source: string;
};

/** One movement of the merchant's balance. `amount` is signed, before `fee`. */
export function book(world: World, booking: Booking): BalanceTransaction {
  const created = world.now();
  return world.store.put("balanceTransactions", {
    id: newId("txn"),
    object: "balance_transaction",
    amount: booking.amount,
    available_on: created + DAYS_UNTIL_AVAILABLE * DAY,
    balance_type: "payments",
    created,
    currency: booking.currency,
    description: booking.description,
    exchange_rate: null,
    fee: booking.fee,
    fee_details:
      booking.fee === 0
        ? []
        : [
            {
              amount: booking.fee,
              application: null,
              currency: booking.currency,
              description: booking.feeDescription ?? "Stripe processing fees",
              type: "stripe_fee",
            },
          ],
    net: booking.amount - booking.fee,
    reporting_category: booking.reportingCategory,
    source: booking.source,
    status: "pending",
    type: booking.type,
  });
}
