import { describe, expect, it } from "vitest";
import { StripeFault } from "./errors";
import { parseForm } from "./form";

const plain = (text: string) => JSON.parse(JSON.stringify(parseForm(text))) as unknown;

describe("form decoding", () => {
  it.each([
    ["a=1&b=two", { a: "1", b: "two" }],
    ["a[b][c]=1&a[b][d]=2", { a: { b: { c: "1", d: "2" } } }],
    ["expand[]=x&expand[]=y", { expand: ["x", "y"] }],
    ["l[0][p]=a&l[0][q]=1&l[1][p]=b", { l: [{ p: "a", q: "1" }, { p: "b" }] }],
    ["l[][p]=a&l[][q]=1&l[][p]=b", { l: [{ p: "a", q: "1" }, { p: "b" }] }],
    ["l[10]=k&l[9]=j", { l: ["j", "k"] }],
    ["m[a%20b]=c%26d", { m: { "a b": "c&d" } }],
  ])("reads %s", (text, expected) => {
    expect(plain(text)).toEqual(expected);
  });

  it("treats the names of object internals as plain fields", () => {
    expect(Object.keys(parseForm("__proto__[x]=1"))).toEqual(["__proto__"]);
    expect(Object.hasOwn(Object.prototype, "x")).toBe(false);
  });

  it.each(["[a]=1", "a[=1", "a=1&a[b]=2", `a${"[b]".repeat(9)}=1`])("refuses %s", (text) => {
    expect(() => parseForm(text)).toThrow(StripeFault);
  });
});
