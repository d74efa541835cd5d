import { expect, it } from "vitest";
import { slicesIn } from "./slices";

it("reads what an operator has written down, each slice once", () => {
  const text =
    "0000:41:00.0/7/0=1g.10gb, 0000:41:00.0/8/0=1g.10gb+me,0000:C1:00.0/2/0=3g.40gb,0000:41:00.0/7/0=2g";
  expect([...slicesIn(text)]).toEqual([
    [
      "0000:41:00.0",
      [
        { id: "0000:41:00.0/7/0", profile: "1g.10gb" },
        { id: "0000:41:00.0/8/0", profile: "1g.10gb+me" },
      ],
    ],
    ["0000:c1:00.0", [{ id: "0000:c1:00.0/2/0", profile: "3g.40gb" }]],
  ]);
});

it.each(["", "nonsense", "0000:41:00.0=1g.10gb", "0000:41:00.0/x/0=1g.10gb", "0000:41:00.0/7/0"])(
  "finds nothing in %j",
  (text) => expect(slicesIn(text).size).toBe(0),
);
