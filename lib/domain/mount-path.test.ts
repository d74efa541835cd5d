import { expect, it } from "vitest";
import { cleanMountPath, mountPathProblem } from "./mount-path";

it.each([
  ["/data", null],
  ["/mnt/models/", null],
  ["//srv///sets", null],
  ["/home/ubuntu/work", null],
  ["/", "system"],
  ["/home", "system"],
  ["/etc/ssh", "system"],
  ["/usr", "system"],
  ["data", "form"],
  ["/a b", "form"],
  ["/mnt/../etc", "form"],
  ["", "form"],
])("%s: %s", (path, problem) => {
  expect(mountPathProblem(cleanMountPath(path))).toBe(problem);
});
