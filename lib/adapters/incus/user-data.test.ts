import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readUserData } from "@/lib/sandbox/incus/cloud-init";
import { buildUserData } from "./user-data";

const key = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJ0m2yQ1sQ0Vd0m2yQ1sQ0Vd0m2yQ1sQ0Vd0m2yQ1sQ0";
const other = "ecdsa-sha2-nistp256 AAAAE2VjZHNhLXNoYTItbmlzdHAyNTYAAAAI";
const base = { hostname: "lab", sshPublicKeys: [`${key} me@home`, other], startupScript: null };

describe("user data", () => {
  it("is one cloud-config without a start-up script", () => {
    const data = buildUserData(base);
    expect(data.startsWith("#cloud-config\n{")).toBe(true);
    expect(JSON.parse(data.slice("#cloud-config\n".length))).toMatchObject({
      hostname: "lab",
      ssh_authorized_keys: base.sshPublicKeys,
      disable_root: false,
    });
    expect(readUserData(data)).toEqual({ publicKeys: [key, other], scripts: [], hostname: "lab", files: {} });
  });

  it("carries a script byte for byte, whatever is in it", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (tail) => {
        const startupScript = `#!/bin/sh\r\n${tail}`;
        const read = readUserData(buildUserData({ ...base, startupScript }));
        expect(read).toEqual({
          publicKeys: [key, other],
          scripts: [startupScript],
          hostname: "lab",
          files: {},
        });
      }),
    );
  });

  it("writes files for root alone, beside whatever the start-up script is", () => {
    const files = [{ path: "/etc/portal/jupyter.env", content: "JUPYTER_TOKEN=t\n" }];
    const data = buildUserData({ ...base, files });
    expect(JSON.parse(data.slice("#cloud-config\n".length)).write_files).toEqual([
      { ...files[0], owner: "root:root", permissions: "0600" },
    ]);
    for (const startupScript of [null, "#!/bin/sh\n", "#cloud-config\nwrite_files: []\n"])
      expect(readUserData(buildUserData({ ...base, startupScript, files })).files).toEqual({
        "/etc/portal/jupyter.env": "JUPYTER_TOKEN=t\n",
      });
  });

  it("gives a script without an interpreter line one, since nothing would run it", () => {
    const { scripts } = readUserData(buildUserData({ ...base, startupScript: "echo hi" }));
    expect(scripts).toEqual(["#!/bin/bash\necho hi"]);
  });

  it("lets a cloud-config add keys and take none away", () => {
    const third = key.replace("IJ0m", "IK0m");
    const startupScript = `#cloud-config\nssh_authorized_keys:\n  - ${third}\n`;
    const { publicKeys } = readUserData(buildUserData({ ...base, startupScript }));
    expect(publicKeys).toEqual([third, key, other]);
  });

  it("is the same for the same machine", () => {
    const input = { ...base, startupScript: "#!/bin/sh\ntrue\n" };
    expect(buildUserData(input)).toBe(buildUserData(input));
  });
});
