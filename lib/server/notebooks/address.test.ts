import { describe, expect, it } from "vitest";
import { NotebookAddress, notebooksProblem } from "./address";

const id = "ins_234567abcdefghij2345";

describe("the address of notebooks", () => {
  it("gives each instance a host, and tells whose a host is", () => {
    const address = new NotebookAddress("https://*.notebooks.example.net");
    const origin = address.originOf(id);
    expect(origin).toBe("https://ins-234567abcdefghij2345.notebooks.example.net");
    expect(address.instanceAt(new URL(origin).host.toUpperCase())).toBe(id);
    const local = new NotebookAddress("http://*.localhost:3101");
    expect(local.originOf(id)).toBe("http://ins-234567abcdefghij2345.localhost:3101");
    expect(local.instanceAt("ins-234567abcdefghij2345.localhost:3101")).toBe(id);
  });

  it.each([
    ...["notebooks.example.net", "ins-234567abcdefghij2345.example.net", "x.notebooks.example.net", ""],
    ...[
      "ins-234567abcdefghij2345.notebooks.example.net:81",
      "a.ins-234567abcdefghij2345.notebooks.example.net",
    ],
    ...["ins-234567abcdefghij2345.notebooks.example.net.evil.example", undefined],
  ])("knows nobody at %s", (host) => {
    expect(new NotebookAddress("https://*.notebooks.example.net").instanceAt(host)).toBeNull();
  });

  const portal = "https://cloud.example.com";
  it.each([
    ["https://*.notebooks.example.net", portal],
    ["https://*.notebooks.example.net:8443", portal],
    ["https://*.example.co.uk", "https://example2.co.uk"],
    ["http://*.localhost:3101", "http://127.0.0.1:3000"],
  ])("takes %s beside %s", (pattern, publicUrl) => {
    expect(notebooksProblem(pattern, publicUrl)).toBeNull();
  });

  it.each([
    ["notebooks.example.net", portal, /^must be an address like/],
    ["https://notebooks.example.net", portal, /^must be an address like/],
    ["https://*.notebooks.example.net/path", portal, /^must be an address like/],
    ["ftp://*.notebooks.example.net", portal, /^must be an address like/],
    ["https://*.*.example.net", portal, /^must be an address like/],
    ["http://*.notebooks.example.net", portal, /^must be https/],
    ["https://*.notebooks.example.com", portal, /^must be on another domain than cloud/],
    ["https://*.example.com", portal, /^must be on another domain/],
    ["https://*.example.co.uk", "https://cloud.example.co.uk", /^must be on another domain/],
    ["http://*.localhost:3101", "http://localhost:3000", /^must be on another domain/],
  ])("refuses %s beside %s", (pattern, publicUrl, sentence) => {
    expect(notebooksProblem(pattern, publicUrl)).toMatch(sentence);
  });
});
