import { spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { twoHosts } from "./testing/stock-clients";

const folder = mkdtempSync(join(tmpdir(), "incus "));
afterAll(() => rmSync(folder, { recursive: true }));

describe("the sandbox as a process", () => {
  const start = (env: Record<string, string>) =>
    spawn("node_modules/.bin/tsx", ["lib/sandbox/incus/main.ts"], { env: { ...process.env, ...env } });
  const ending = (child: ReturnType<typeof start>) => {
    let errors = "";
    child.stderr?.on("data", (chunk: Buffer) => {
      errors += chunk.toString();
    });
    return new Promise<{ code: number | null; errors: string }>((resolve) => {
      child.on("close", (code) => resolve({ code, errors }));
    });
  };

  it("says what is missing or wrong", async () => {
    const without = await ending(start({ SANDBOX_INCUS_DIR: "", SANDBOX_INCUS_CONFIG: "" }));
    expect(without).toEqual({ code: 1, errors: "SANDBOX_INCUS_DIR is not set.\n" });
    const file = join(folder, "wrong.json");
    writeFileSync(file, JSON.stringify({ regions: { here: { hosts: [{ name: "a", vcpus: "many" }] } } }));
    const wrong = await ending(start({ SANDBOX_INCUS_DIR: folder, SANDBOX_INCUS_CONFIG: file }));
    expect(wrong.code).toBe(1);
    expect(wrong.errors).toContain("regions.here.hosts[0].cards must be a list");
  });

  it("starts, and ends at SIGTERM", async () => {
    const file = join(folder, "right.json");
    writeFileSync(file, JSON.stringify(twoHosts));
    const child = start({ SANDBOX_INCUS_DIR: join(folder, "process"), SANDBOX_INCUS_CONFIG: file });
    const ended = ending(child);
    await new Promise<void>((resolve) => child.stdout?.once("data", () => resolve()));
    child.kill("SIGTERM");
    expect(await ended).toEqual({ code: 0, errors: "" });
  });
});
