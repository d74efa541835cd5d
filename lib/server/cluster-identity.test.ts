import { X509Certificate } from "node:crypto";
import { mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { clusterIdentity, shown } from "./cluster-identity";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "identity-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

describe("clusterIdentity", () => {
  it("is made once, however many ask at a time, and only its owner may read it", async () => {
    const [one, two] = await Promise.all([clusterIdentity(folder), clusterIdentity(folder)]);
    expect(one).toEqual(two);
    expect(await clusterIdentity(folder)).toEqual(one);
    expect(readdirSync(folder)).toEqual(["cluster-identity.pem"]);
    expect(statSync(join(folder, "cluster-identity.pem")).mode & 0o777).toBe(0o600);
    const certificate = new X509Certificate(one.certificate);
    expect(certificate.keyUsage).toEqual(["1.3.6.1.5.5.7.3.2"]);
    expect(Date.parse(certificate.validTo) - Date.now()).toBeGreaterThan(19 * 365 * 86_400_000);
  });

  it("shows the certificate and never the key", async () => {
    const identity = await clusterIdentity(folder);
    const { certificate, fingerprint } = shown(identity);
    expect(certificate).not.toContain("PRIVATE");
    expect(fingerprint).toBe(
      new X509Certificate(certificate).fingerprint256.replaceAll(":", "").toLowerCase(),
    );
  });

  it("refuses a file that holds something else", async () => {
    writeFileSync(join(folder, "cluster-identity.pem"), "nothing");
    await expect(clusterIdentity(folder)).rejects.toThrow("does not hold a certificate and its key");
  });
});
