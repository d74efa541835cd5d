import { describe, expect, it } from "vitest";
import { checkCard, EMPTY, type FormValues, passesLuhn } from "./card-form";

const NOW = new Date("2030-06-15T12:00:00Z");
const GOOD: FormValues = {
  ...EMPTY,
  number: "4242 4242 4242 4242",
  expiration: "06 / 30",
  cvc: "123",
  name: "Ada",
};

describe("the card form", () => {
  it("takes a test card, valid through the month on it", () => {
    expect(checkCard(GOOD, NOW)).toMatchObject({ ok: { expMonth: 6, expYear: 2030, name: "Ada" } });
  });

  it.each(["0630", "6/30", "06/2030", "06-30", " 06 / 30 "])("reads the expiration %s", (expiration) => {
    expect(checkCard({ ...GOOD, expiration }, NOW)).toMatchObject({ ok: { expMonth: 6, expYear: 2030 } });
  });

  it("says everything that is wrong at once", () => {
    expect(checkCard(EMPTY, NOW)).toEqual({
      errors: {
        number: "Enter a card number.",
        expiration: "Enter month and year, such as 12 / 34.",
        cvc: "Enter the security code.",
        name: "Enter the name on the card.",
      },
    });
  });

  it.each([
    [{ number: "4242 4242 4242 4241" }, "number"],
    [{ number: "4242" }, "number"],
    [{ number: "4111 1111 1111 1111" }, "number"],
    [{ number: "abcd" }, "number"],
    [{ expiration: "05/30" }, "expiration"],
    [{ expiration: "13/30" }, "expiration"],
    [{ expiration: "soon" }, "expiration"],
    [{ cvc: "12" }, "cvc"],
    [{ number: "3782 822463 10005", cvc: "123" }, "cvc"],
    [{ name: "  " }, "name"],
  ])("refuses %o", (change, field) => {
    const result = checkCard({ ...GOOD, ...change }, NOW);
    expect("errors" in result && Object.keys(result.errors)).toEqual([field]);
  });

  it("knows check digits", () => {
    expect(passesLuhn("79927398713")).toBe(true);
    expect(passesLuhn("79927398710")).toBe(false);
  });
});
