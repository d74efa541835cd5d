import { describe, expect, it } from "vitest";
import { checkCloudConfig } from "./check";

describe("a cloud-config", () => {
  it.each([
    ["#cloud-config\npackages: [git]\nruncmd:\n  - echo hello\n", null],
    ['#cloud-config\n{"packages": ["git"]}', null],
    ["#cloud-config\n", { problem: "not_a_mapping" }],
    ["#cloud-config\n- a\n- b\n", { problem: "not_a_mapping" }],
    ["#cloud-config\njust words\n", { problem: "not_a_mapping" }],
    ["#cloud-config\npackages: [git\nruncmd: x\n", { problem: "not_yaml", line: 3 }],
    ["#cloud-config\na: 1\n\tb: 2\n", { problem: "not_yaml", line: 3 }],
    ["#cloud-config\na: 1\na: 2\n", { problem: "not_yaml", line: 3 }],
    ["#cloud-config\na: 1\n---\nb: 2\n", { problem: "not_yaml", line: 3 }],
  ])("%j", (text, problem) => {
    expect(checkCloudConfig(text)).toEqual(problem);
  });
});
