import { expect, it } from "vitest";
import { currentPlace } from "./nav";

it("finds the place a page lies under, the nearest one", () => {
  const hrefs = ["/console", "/console/instances"];
  expect(currentPlace("/console", hrefs)).toBe("/console");
  expect(currentPlace("/console/instances/abc", hrefs)).toBe("/console/instances");
  expect(currentPlace("/consoles", hrefs)).toBeUndefined();
});
