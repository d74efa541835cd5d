import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { joinedLog, keptLog, LOG_KEPT, plainLog } from "./plain-log";

const pieces = fc
  .array(fc.constantFrom("\u001b", "[", "]", "0", ";", "m", "\r", "\n", "\u0007", "\u0000", "x", "é"))
  .map((parts) => parts.join(""));

describe("a log to read", () => {
  it.each([
    ["[\u001b[0;32m  OK  \u001b[0m] Started.\r\n", "[  OK  ] Started.\n"],
    ["\u001b]0;title\u0007ready\n", "ready\n"],
    ["10%\r50%\r100%\ndone", "100%\ndone"],
    ["a\tb\u0000\u0008c", "a\tbc"],
    ["plain\n", "plain\n"],
  ])("%j", (text, plain) => expect(plainLog(text)).toBe(plain));

  it("carries no control characters but tab and line feed", () => {
    fc.assert(
      fc.property(pieces, (text) => {
        const strange = [...plainLog(text)].filter((each) => each < " " && !"\t\n".includes(each));
        expect(strange).toEqual([]);
      }),
    );
  });
});

describe("a log and what its source has left", () => {
  it.each([
    ["nothing new", "a\nb\n", "b\n", "a\nb\n"],
    ["nothing at all", "a\n", "", "a\n"],
    ["nothing known", "", "a\nb", "a\nb"],
    ["only what was never given out", "a\nb\n", "c\nd\n", "a\nb\nc\nd\n"],
    ["all of this boot, after an earlier one", "old\na\nb", "a\nb\nc\n", "old\na\nb\nc\n"],
    ["less than a line in common is none", "a\nb", "bc\nd\n", "a\nbbc\nd\n"],
  ])("%s", (_, known, left, joined) => expect(joinedLog(known, left)).toBe(joined));

  it("loses nothing, and asking again adds nothing", () => {
    fc.assert(
      fc.property(pieces, pieces, (known, left) => {
        const joined = joinedLog(known, left);
        expect(joined.startsWith(known) && joined.endsWith(left)).toBe(true);
        expect(joinedLog(joined, left)).toBe(joined);
      }),
    );
  });
});

it("keeps the end, from a whole line on", () => {
  const line = "0123456789\n";
  const kept = keptLog(line.repeat(10_000));
  expect(kept.length).toBeLessThanOrEqual(LOG_KEPT);
  expect(kept.length).toBeGreaterThan(LOG_KEPT - line.length);
  expect(kept.startsWith(line)).toBe(true);
  expect(keptLog("short\u0000er")).toBe("shorter");
});
