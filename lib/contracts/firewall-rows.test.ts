import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { changeRows, rowsTyped } from "./firewall-rows";

const typed = {
  name: "team",
  "rules.0.protocol": "tcp",
  "rules.0.ports": "80",
  "rules.1.protocol": "icmp",
  "rules.1.sources": "10.0.0.0/8",
};

describe("rows of a plain form", () => {
  it("adds an empty one at the end", () => {
    expect(changeRows({ ...typed, rows: "add" }, "add")).toEqual({ ...typed, "rules.2.protocol": "tcp" });
  });
  it("adds what something well known needs", () => {
    expect(rowsTyped(changeRows(typed, "add.web")).map(({ row }) => row.ports)).toEqual([
      ...["80", undefined],
      ...["80", "443"],
    ]);
  });
  it("removes one, and counts the others anew", () => {
    expect(changeRows(typed, "remove.0")).toEqual({
      name: "team",
      "rules.0.protocol": "icmp",
      "rules.0.sources": "10.0.0.0/8",
    });
  });
  it("never loses what was typed, whichever rows the form has", () => {
    const field = fc.constantFrom("protocol", "ports", "sources", "note");
    const rows = fc.dictionary(
      fc.tuple(fc.nat(200), field).map(([row, name]) => `rules.${row}.${name}`),
      fc.string(),
    );
    fc.assert(
      fc.property(rows, (values) => {
        const before = rowsTyped(values).map(({ row }) => row);
        expect(rowsTyped(changeRows(values, "add")).map(({ row }) => row)).toEqual([
          ...before,
          { protocol: "tcp" },
        ]);
      }),
    );
  });
});
