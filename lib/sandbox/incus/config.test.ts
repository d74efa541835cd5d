import { describe, expect, it } from "vitest";
import { readUserData } from "./cloud-init";
import { parseSandboxConfig } from "./config";
import { matches } from "./http/filter";

const card = { pciAddress: "0000:41:00.0", vendor: "NVIDIA Corporation", product: "L40S" };
const host = { name: "gpu-1", vcpus: 8, memoryMib: 1024, diskGib: 10, cards: [card] };
const withHost = (change: object) => ({ regions: { here: { hosts: [{ ...host, ...change }] } } });

describe("the sandbox's configuration", () => {
  it("is accepted when whole", () => {
    const config = {
      ...withHost({ status: "evacuated" }),
      timing: { bootMs: 0 },
      faults: [{ match: "*", on: "start", kind: "no-ssh", times: 1 }],
    };
    expect(parseSandboxConfig(config)).toEqual(config);
  });

  it.each([
    ["not an object", "the file must be an object"],
    [{}, "regions must be an object"],
    [{ regions: { "No Way": { hosts: [] } } }, "regions.No Way must be named with"],
    [{ regions: { here: { hosts: [] } } }, "regions.here.hosts must name at least one host"],
    [withHost({ vcpus: 0 }), "regions.here.hosts[0].vcpus must be a number of at least 1"],
    [
      withHost({ status: "asleep" }),
      "regions.here.hosts[0].status must be one of online, offline, evacuated",
    ],
    [withHost({ cards: [card, card] }), 'regions.here.hosts[0].cards names "0000:41:00.0" twice'],
    [
      withHost({ cards: [{ ...card, pciAddress: "41:00" }] }),
      "regions.here.hosts[0].cards[0].pciAddress must be",
    ],
    [{ ...withHost({}), timing: { bootSeconds: 1 } }, "timing.bootSeconds is unknown"],
    [{ ...withHost({}), faults: [{ match: "*", on: "lunch" }] }, "faults[0].on must be one of create, start"],
  ])("%j is refused by name", (config, sentence) => {
    expect(() => parseSandboxConfig(config)).toThrow(sentence);
  });
});

describe("user data that other clients wrote", () => {
  const key = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAA";
  it.each([
    [
      `#cloud-config\nssh_authorized_keys:\n- ${key} a\n- "${key}B b"\nruncmd:\n- ${key}C\n`,
      [key, `${key}B`],
    ],
    [`#cloud-config\nusers:\n  - name: x\n    ssh_authorized_keys: [${key}]\n`, [key]],
    [`#cloud-config\nusers:\n  - name: x\n    ssh-authorized-keys:\n      - ${key}\n`, [key]],
    [`#cloud-config\nwrite_files:\n  - content: ${key}\n`, []],
    [`#!/bin/sh\n# ssh_authorized_keys: [${key}]\n`, []],
    ["", []],
  ])("%j", (userData, publicKeys) => {
    expect(readUserData(userData).publicKeys).toEqual(publicKeys);
  });
});

describe("filters", () => {
  const item = { name: "m1", status: "Running", config: { "user.a.b": "c" } };
  it.each([
    ["name eq m1", true],
    ["name ne m1", false],
    ["name eq m1 and status eq Stopped", false],
    ["config.user.a.b eq c AND status eq Running", true],
    ["nothing eq x", false],
  ])("%s", (filter, expected) => {
    expect(matches(filter, item)).toBe(expected);
  });
  it("that cannot be read are refused", () => {
    expect(() => matches("name like m1", item)).toThrow("Invalid filter: name like m1");
  });
});
