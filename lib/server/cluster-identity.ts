import { linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fingerprintOf, type Identity, makeIdentity } from "@/lib/adapters/incus/tls";
import type { ClientCertificate } from "@/lib/ports/clusters";

/**
 * Who this deployment is to its clusters: made once, in one file of the data folder that only its owner may read.
 * Whoever comes second takes what the first one made, so that several processes are one client.
 */
export async function clusterIdentity(dataFolder: string): Promise<Identity> {
  const file = join(dataFolder, "cluster-identity.pem");
  const kept = read(file);
  if (kept) return kept;
  const { certificate, key } = await makeIdentity("wattsecond", new Date());
  mkdirSync(dataFolder, { recursive: true });
  const fresh = `${file}.${process.pid}.${Math.random().toString(36).slice(2)}`;
  writeFileSync(fresh, `${certificate.trim()}\n${key.trim()}\n`, { mode: 0o600, flag: "wx" });
  try {
    linkSync(fresh, file);
  } catch (error) {
    if (!(error instanceof Error && "code" in error && error.code === "EEXIST")) throw error;
  } finally {
    rmSync(fresh, { force: true });
  }
  return read(file) ?? clusterIdentity(dataFolder);
}

function read(file: string): Identity | null {
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return null;
    throw error;
  }
  const [certificate] = /-----BEGIN CERTIFICATE-----[\s\S]+?-----END CERTIFICATE-----/.exec(text) ?? [];
  const [key] =
    /-----BEGIN (?:EC )?PRIVATE KEY-----[\s\S]+?-----END (?:EC )?PRIVATE KEY-----/.exec(text) ?? [];
  if (certificate === undefined || key === undefined)
    throw new Error(`${file} does not hold a certificate and its key; remove it to have a new one made.`);
  return { certificate: `${certificate}\n`, key: `${key}\n` };
}

/** What may be shown of it. */
export const shown = ({ certificate }: Identity): ClientCertificate => ({
  certificate,
  fingerprint: fingerprintOf(certificate),
});
