import { createHash, X509Certificate } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { generate } from "selfsigned";
import type { SandboxRegion } from "./config";

/** A client that the cluster knows. `restricted`: it may look at its projects, and nothing more. */
export type TrustedCertificate = {
  fingerprint: string;
  name: string;
  /** PEM. */
  certificate: string;
  restricted: boolean;
  projects: string[];
};

/** Who asks. Whoever can open the unix socket is the administrator. */
export type Client = { trusted: boolean; restricted: boolean; certificate: X509Certificate | null };
export const administrator: Client = { trusted: true, restricted: false, certificate: null };

/** Who a cluster trusts, on disk beside its machines. */
export class Trust {
  private readonly file: string;
  private known: TrustedCertificate[];

  constructor(
    folder: string,
    private readonly config: () => SandboxRegion | undefined,
  ) {
    mkdirSync(folder, { recursive: true });
    this.file = join(folder, "trust.json");
    this.known = existsSync(this.file) ? JSON.parse(readFileSync(this.file, "utf8")) : [];
  }

  list(): TrustedCertificate[] {
    return this.known;
  }

  add(entry: TrustedCertificate): void {
    this.keep([...this.known.filter(({ fingerprint }) => fingerprint !== entry.fingerprint), entry]);
  }

  remove(fingerprint: string): void {
    this.keep(this.known.filter((entry) => entry.fingerprint !== fingerprint));
  }

  /** An empty password is none. */
  admits(password: string): boolean {
    const wanted = this.config()?.trustPassword;
    return wanted !== undefined && wanted !== "" && password === wanted;
  }

  clientOf(certificate: X509Certificate | null): Client {
    const fingerprint = certificate && fingerprintOf(certificate);
    const entry = this.known.find((each) => each.fingerprint === fingerprint);
    return { trusted: entry !== undefined, restricted: entry?.restricted ?? false, certificate };
  }

  private keep(known: TrustedCertificate[]): void {
    this.known = known;
    writeFileSync(`${this.file}.new`, JSON.stringify(known), { mode: 0o600 });
    renameSync(`${this.file}.new`, this.file);
  }
}

/** Of the server's own certificate, by which a token's bearer knows it again. */
export async function serverFingerprint(folder: string): Promise<string> {
  return fingerprintOf(new X509Certificate((await serverCertificate(folder)).cert));
}

export const fingerprintOf = (certificate: X509Certificate): string =>
  createHash("sha256").update(certificate.raw).digest("hex");

/** The server's own certificate: made at the first start, and then always the same, for clients pin it. */
export async function serverCertificate(folder: string): Promise<{ cert: string; key: string }> {
  const files = { cert: join(folder, "server.crt"), key: join(folder, "server.key") };
  if (!existsSync(files.cert)) {
    const made = await generate([{ name: "commonName", value: "simulated cluster" }], {
      keyType: "ec",
      curve: "P-384",
      algorithm: "sha384",
      notAfterDate: new Date(Date.now() + 10 * 365 * 86_400_000),
      extensions: [
        { name: "keyUsage", digitalSignature: true, keyEncipherment: true },
        { name: "extKeyUsage", serverAuth: true },
        {
          name: "subjectAltName",
          altNames: [
            { type: 2, value: "localhost" },
            { type: 7, ip: "127.0.0.1" },
          ],
        },
      ],
    });
    writeFileSync(files.key, made.private, { mode: 0o600 });
    writeFileSync(files.cert, made.cert);
  }
  return { cert: readFileSync(files.cert, "utf8"), key: readFileSync(files.key, "utf8") };
}
