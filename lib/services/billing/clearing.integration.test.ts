import { describe, expect, it } from "vitest";
import { createStripePayments } from "@/lib/adapters/stripe/payments";
import { topUp } from "@/lib/domain/ledger";
import { TICKS_PER_CENT, ticks } from "@/lib/domain/money";
import { correct } from "@/lib/domain/transitions/credit";
import { connect } from "@/lib/server/database";
import { bookTopUp } from "@/lib/services/money/book-movement";
import { CLEARING, verifyClearing } from "@/lib/services/money/verify-clearing";
import { withAccount } from "@/lib/services/money/with-account";
import { testDatabase } from "@/lib/testing/database";
import { cards, reversalsWorld } from "@/lib/testing/reversals";

const database = await testDatabase();
const { world, atStripe, deliver, paid } = await reversalsWorld(database);
/** What the comparison with Stripe's own balance finds, by the reader's rights. */
const clearing = async (at = world.payments) => verifyClearing(connect(database.reader), at);

describe("the clearing account", () => {
  it("equals Stripe's balance, with refunds and disputes of every kind, page after page", async () => {
    const bob = await world.customer();
    for (let payment = 0; payment < 110; payment += 1) {
      await atStripe("payment_intents", {
        amount: "500",
        currency: "usd",
        confirm: "true",
        payment_method: "pm_card_visa",
      });
    }
    await paid(cards.visa, bob);
    const disputed = await paid(cards.disputed, bob);
    await deliver();
    expect(await disputed.receipt()).toMatchObject({ dispute: "open" });
    expect(await clearing()).toEqual({ ...CLEARING, violations: [] });
  });

  it("is found to differ when either side has what the other has not", async () => {
    const ada = await paid(cards.visa);
    await deliver();
    const intent = await ada.intent();
    await atStripe("refunds", { payment_intent: intent, amount: "100" });
    // Nobody has told us yet.
    const late = await clearing();
    expect(late).toMatchObject({ violations: [expect.stringContaining(`${intent}: the ledger has 2`)] });
    await deliver();
    expect(await clearing()).toMatchObject({ violations: [] });
    await bookTopUp(world.system, {
      ...{ accountId: ada.accountId, currency: "USD", paymentIntentId: "pi_of_nobody" },
      net: ticks(TICKS_PER_CENT * 700n),
    });
    expect(await clearing()).toMatchObject({
      violations: ["pi_of_nobody: the ledger has 7.00 USD at the provider, the provider 0.00 USD"],
    });
    await withAccount(world.system, ada.accountId, (account) => {
      const wrong = topUp(
        { accountId: ada.accountId, currency: "USD", at: account.now },
        "pi_of_nobody",
        ticks(TICKS_PER_CENT * 700n),
      );
      account.apply(correct({ at: account.now, wrong, note: "nobody paid this" }));
    });
    expect(await clearing()).toMatchObject({ violations: [] });
  });

  it("is not called right when the provider does not answer", async () => {
    const away = createStripePayments({
      secretKey: "sk_test_payments",
      webhookSecret: "",
      apiBase: new URL("http://127.0.0.1:9"),
    });
    expect(await clearing(away)).toEqual({ ...CLEARING, notAsked: expect.any(String) });
  });
});
