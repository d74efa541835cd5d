import { execFile, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { type AddressInfo, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type IncusSandbox, startIncusSandbox } from "./start";

const hasLxc = spawnSync("lxc", ["--version"]).error === undefined;

type Ran = { code: number; stdout: string; stderr: string };
let folder: string;
let sandbox: IncusSandbox;
let address: string;

/** The stock client; `client` is where it keeps its own certificate and its remotes. */
function lxc(client: string, ...args: string[]): Promise<Ran> {
  const env = {
    ...process.env,
    LXD_DIR: sandbox.folders.here,
    LXD_CONF: join(folder, client),
    HOME: folder,
  };
  return new Promise((resolve) => {
    const child = execFile("lxc", args, { env, timeout: 20_000 }, (error, stdout, stderr) => {
      resolve({ code: typeof error?.code === "number" ? error.code : error ? -1 : 0, stdout, stderr });
    });
    child.stdin?.end();
  });
}

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "incus-"));
  const probe = createServer().listen(0, "127.0.0.1");
  await once(probe, "listening");
  const { port } = probe.address() as AddressInfo;
  probe.close();
  await once(probe, "close");
  address = `https://127.0.0.1:${port}`;
  const host = (name: string) => ({ name, vcpus: 8, memoryMib: 65_536, diskGib: 500, cards: [] });
  const here = { hosts: [host("a"), host("b")], httpsPort: port, trustPassword: "open sesame" };
  const timing = { imageMs: 0, createMs: 0, startMs: 0, bootMs: 0, stopMs: 0, deleteMs: 0 };
  sandbox = await startIncusSandbox({
    folder: join(folder, "regions"),
    config: { regions: { here }, timing },
  });
});
afterAll(async () => {
  await sandbox.close();
  rmSync(folder, { recursive: true });
});

describe.skipIf(!hasLxc)("the stock lxc client over HTTPS (needs lxc on the PATH)", () => {
  it("adds the remote with the trust password, and then does its work there", async () => {
    const wrong = ["remote", "add", "far", address, "--accept-certificate", "--password", "guess"];
    expect(await lxc("stranger", ...wrong)).toMatchObject({ code: 1 });
    const right = ["remote", "add", "far", address, "--accept-certificate", "--password", "open sesame"];
    expect(await lxc("friend", ...right)).toMatchObject({ code: 0 });
    expect((await lxc("friend", "launch", "far:debian-12", "far:m1")).code).toBe(0);
    expect((await lxc("friend", "list", "far:", "--format", "csv", "-c", "ns")).stdout).toBe("m1,RUNNING\n");
    expect((await lxc("friend", "delete", "--force", "far:m1")).code).toBe(0);
    expect((await lxc("friend", "config", "trust", "list", "far:", "--format", "csv")).stdout).toMatch(
      /^client,/,
    );
  });

  it("adds a remote whose administrator has put the certificate into the trust store", async () => {
    // The client makes its certificate when it first needs one.
    await lxc("known", "remote", "add", "far", address, "--accept-certificate", "--password", "guess");
    const added = await lxc("admin", "config", "trust", "add", join(folder, "known", "client.crt"));
    expect(added).toMatchObject({ code: 0 });
    expect(await lxc("known", "remote", "add", "far", address, "--accept-certificate")).toMatchObject({
      code: 0,
    });
    expect((await lxc("known", "cluster", "list", "far:", "--format", "csv")).stdout).toContain("ONLINE");
  });

  it("adds a remote with a token, which is good for one and can be taken back", async () => {
    const token = async (name: string) => {
      const given = await lxc("admin", "config", "trust", "add", "--name", name);
      expect(given).toMatchObject({ code: 0 });
      return given.stdout.trim().split("\n").at(-1) ?? "";
    };
    const given = await token("colleague");
    const tokens = async () =>
      (await lxc("admin", "config", "trust", "list-tokens", "--format", "csv")).stdout;
    expect(await tokens()).toContain("colleague");
    expect(await lxc("colleague", "remote", "add", "far", given)).toMatchObject({ code: 0 });
    expect((await lxc("colleague", "list", "far:", "--format", "csv")).code).toBe(0);
    expect((await lxc("admin", "config", "trust", "list", "--format", "csv")).stdout).toContain(
      "client,colleague,",
    );
    expect(await tokens()).not.toContain("colleague");
    expect((await lxc("thief", "remote", "add", "far", given)).code).toBe(1);

    const revoked = await token("former");
    expect(await lxc("admin", "config", "trust", "revoke-token", "former")).toMatchObject({ code: 0 });
    expect((await lxc("former", "remote", "add", "far", revoked)).code).toBe(1);
  });

  it("evacuates a member and restores it", async () => {
    expect((await lxc("admin", "launch", "debian-12", "m2", "--target", "a")).code).toBe(0);
    expect(await lxc("admin", "cluster", "evacuate", "a", "--force")).toMatchObject({ code: 0 });
    const where = async () => (await lxc("admin", "list", "--format", "csv", "-c", "nsL")).stdout.trim();
    expect(await where()).toBe("m2,RUNNING,b");
    expect((await lxc("admin", "cluster", "list", "--format", "csv")).stdout).toContain("EVACUATED");
    expect(await lxc("admin", "cluster", "restore", "a", "--force")).toMatchObject({ code: 0 });
    expect(await where()).toBe("m2,RUNNING,a");
  });
});
