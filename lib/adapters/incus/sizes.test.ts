import { expect, it } from "vitest";
import { gibOf } from "./sizes";

it.each([
  ["100GiB", 100],
  ["1TiB", 1024],
  ["5GB", 4],
  ["1073741824", 1],
  ["1073741823B", 0],
  ["", 0],
  ["many", 0],
])("reads %s as %i GiB", (size, gib) => {
  expect(gibOf(size)).toBe(gib);
});
