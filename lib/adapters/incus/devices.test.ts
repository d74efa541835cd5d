import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { choosePort, forwardDevice } from "./devices";

describe("choosing a port", () => {
  it("stays in the range, avoids what is taken, and chooses the same again", () => {
    const range: [number, number] = [22000, 22019];
    const taken = fc.uniqueArray(fc.integer({ min: 22000, max: 22019 }), { maxLength: 19 });
    fc.assert(
      fc.property(fc.string(), taken, (name, ports) => {
        const port = choosePort(name, range, new Set(ports));
        expect(port).toBeGreaterThanOrEqual(22000);
        expect(port).toBeLessThanOrEqual(22019);
        expect(ports).not.toContain(port);
        expect(choosePort(name, range, new Set(ports))).toBe(port);
      }),
    );
  });

  it("says so when none is left", () => {
    expect(() => choosePort("m1", [5, 5], new Set([5]))).toThrow("Every port from 5 to 5 is taken");
  });

  it("brackets an IPv6 address", () => {
    expect(forwardDevice("::1", 5).listen).toBe("tcp:[::1]:5");
  });
});
