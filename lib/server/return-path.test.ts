import { describe, expect, it } from "vitest";
import { returnPath, signInPath } from "./return-path";

describe("returnPath", () => {
  it.each([
    ["/console/billing?page=2#top", "/console/billing?page=2#top"],
    ["/console?_rsc=abc", "/console"],
    ["/a/../console", "/console"],
  ])("keeps %s", (given, kept) => expect(returnPath(given, "/x")).toBe(kept));

  it.each([
    null,
    "",
    "console",
    "https://elsewhere.example/",
    "//elsewhere.example/",
    "/\\elsewhere.example",
    "/\t/elsewhere.example",
    "/.//elsewhere.example",
    "javascript:alert(1)",
    "/sign-in?callbackUrl=/console",
    "/api/auth/signout",
  ])("refuses %s", (given) => expect(returnPath(given, "/x")).toBe("/x"));
});

it("leads back only where it must", () => {
  expect(signInPath("/console")).toBe("/sign-in");
  expect(signInPath("/console/launch?type=a&b=c")).toBe(
    "/sign-in?callbackUrl=%2Fconsole%2Flaunch%3Ftype%3Da%26b%3Dc",
  );
});
