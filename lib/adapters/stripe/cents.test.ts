import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { PaymentsError } from "@/lib/ports/payments";
import { fromStripeAmount, toStripeAmount } from "./cents";

describe("the border between cents and Stripe's numbers", () => {
  it("is exact both ways", () => {
    fc.assert(
      fc.property(fc.bigInt(1n, BigInt(Number.MAX_SAFE_INTEGER)), (cents) => {
        expect(fromStripeAmount(toStripeAmount(cents))).toBe(cents);
      }),
    );
  });

  it.each([0n, -1n, BigInt(Number.MAX_SAFE_INTEGER) + 1n])("refuses to charge %s cents", (cents) => {
    expect(() => toStripeAmount(cents)).toThrow(PaymentsError);
  });

  it.each([0.5, Number.NaN, 2 ** 53])("refuses to read %s", (amount) => {
    expect(() => fromStripeAmount(amount)).toThrow(PaymentsError);
  });
});
