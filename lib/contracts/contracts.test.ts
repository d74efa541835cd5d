import { describe, expect, it } from "vitest";
import { launchInput, restartAllInput, setStopTimeInput } from "./instances";
import { addSshKeyInput } from "./ssh-keys";

const key = `key_${"a".repeat(20)}`;
const launch = {
  requestId: "req_12345678",
  regionId: "ru-samara-1",
  typeId: "gpu_1x_h100_80gb",
  imageId: "ubuntu-24.04",
  sshKeyIds: key,
  name: "  my   box ",
  startupScript: "",
  stopAt: "",
  priceId: "prc_1",
};

describe("launchInput", () => {
  it("takes a form as it comes: one key as text, empty fields as absent", () => {
    expect(launchInput.parse(launch)).toMatchObject({
      sshKeyIds: [key],
      name: "my box",
      startupScript: null,
      stopAt: null,
    });
    expect(launchInput.parse({ ...launch, stopAt: undefined }).stopAt).toBeNull();
  });

  it.each([
    [{ name: " " }, "name_empty"],
    [{ name: "x".repeat(64) }, "name_too_long"],
    [{ sshKeyIds: [] }, "ssh_key_missing"],
    [{ sshKeyIds: undefined }, "ssh_key_missing"],
    [{ startupScript: "echo hi" }, "script_without_shebang"],
    [{ startupScript: `#!/bin/sh\n${"x".repeat(65_536)}` }, "script_too_long"],
    [{ stopAt: "tomorrow" }, "stop_time_invalid"],
    [{ stopAt: "2026-01-01T10:00:00" }, "stop_time_invalid"],
    [{ requestId: "x" }, "request_id_invalid"],
  ])("refuses %j as %s", (change, code) => {
    const result = launchInput.safeParse({ ...launch, ...change });
    expect(result.error?.issues.map((issue) => issue.message)).toContain(code);
  });

  it("keeps a script's lines and drops carriage returns", () => {
    expect(launchInput.parse({ ...launch, startupScript: "#!/bin/sh\r\necho hi\r\n" }).startupScript).toBe(
      "#!/bin/sh\necho hi\n",
    );
  });
});

describe("restartAllInput", () => {
  const id = `ins_${"a".repeat(20)}`;

  it("takes one wish or several, at prices of any name", () => {
    const priceId = "prc_run_ru-samara-1_gpu_1x_rtx4090_24gb";
    expect(restartAllInput.parse({ wish: `${id} copy ${priceId}` })).toEqual({
      wish: [{ instanceId: id, how: "copy", priceId }],
    });
    expect(restartAllInput.parse({ wish: [`${id} here p`, `${id} wait p`] }).wish).toHaveLength(2);
    expect(restartAllInput.safeParse({ wish: `${id} later p` }).success).toBe(false);
    expect(restartAllInput.safeParse({}).success).toBe(false);
  });
});

describe("setStopTimeInput", () => {
  it("reads an instant with any offset", () => {
    const parsed = setStopTimeInput.parse({
      instanceId: `ins_${"b".repeat(20)}`,
      stopAt: "2026-03-01T18:00:00+03:00",
    });
    expect(parsed.stopAt?.toISOString()).toBe("2026-03-01T15:00:00.000Z");
  });
});

describe("addSshKeyInput", () => {
  it("needs no name, but a key", () => {
    expect(addSshKeyInput.parse({ name: "", publicKey: "ssh-ed25519 AAAA" }).name).toBeNull();
    expect(addSshKeyInput.safeParse({ name: "", publicKey: " " }).success).toBe(false);
  });
});
