import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { judgePayment, type PaymentFacts } from "./top-up";

const facts = (
  checkout: "open" | "complete" | "expired" | null,
  status?: NonNullable<PaymentFacts["intent"]>["status"],
  failureCode: string | null = null,
): PaymentFacts => ({
  checkout: checkout && { status: checkout },
  intent: status ? { status, failureCode } : null,
});

describe("judgePayment", () => {
  it.each([
    [facts("open"), "open", false],
    [facts(null), "open", false],
    [facts("complete", "succeeded"), "credit", false],
    [facts("complete", "processing"), "processing", false],
    [facts("complete"), "processing", false],
    [facts("open", "requires_action"), "action_needed", false],
    [facts("open", "requires_payment_method", "card_declined"), "failed", false],
    [facts("open", "requires_payment_method"), "open", false],
    [facts("complete", "requires_payment_method", "insufficient_funds"), "failed", true],
    [facts("expired"), "abandoned", true],
    [facts("expired", "requires_payment_method", "card_declined"), "failed", true],
    [facts("expired", "canceled"), "abandoned", true],
    [facts(null, "succeeded"), "credit", false],
  ])("%j is %s", (given, state, final) => {
    const verdict = judgePayment(given);
    expect([verdict.state, verdict.lookAgainAfter === null]).toEqual([state, final]);
  });

  it("credits exactly what succeeded, whatever the page says", () => {
    fc.assert(
      fc.property(
        fc.constantFrom("open", "complete", "expired", null),
        fc.constantFrom(
          "requires_payment_method",
          "requires_action",
          "processing",
          "succeeded",
          "canceled",
          "other",
        ),
        fc.option(fc.string()),
        (checkout, status, code) => {
          expect(judgePayment(facts(checkout, status, code)).state === "credit").toBe(status === "succeeded");
        },
      ),
    );
  });
});
