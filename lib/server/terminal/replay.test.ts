import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Replay } from "./replay";

const chunk = fc
  .array(fc.constantFrom("a", "b", "\n"), { minLength: 1, maxLength: 40 })
  .map((parts) => parts.join(""));

describe("the output that is kept of a shell", () => {
  it("continues exactly where a page left it, or says that it does not", () => {
    fc.assert(
      fc.property(fc.array(chunk), fc.nat(600), (chunks, seen) => {
        const replay = new Replay(100);
        for (const each of chunks) replay.append(Buffer.from(each));
        const all = chunks.join("");
        expect(replay.end).toBe(all.length);
        const { from, fresh, output } = replay.since(seen);
        expect(output.toString()).toBe(all.slice(from));
        if (!fresh) expect(from).toBe(seen);
        // Never more than the limit and one piece; never less than the limit, if there was so much.
        if (seen === 0 && all.length > 140) expect(fresh).toBe(true);
        if (seen <= all.length && seen >= all.length - 100) expect(fresh).toBe(false);
      }),
    );
  });

  it("begins anew with a whole line", () => {
    const replay = new Replay(10);
    replay.append(Buffer.from("first line\nsec"));
    replay.append(Buffer.from("ond line\nthird"));
    expect(replay.since(0)).toEqual({ from: 23, fresh: true, output: Buffer.from("third") });
  });
});
