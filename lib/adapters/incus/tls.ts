import { createHash, X509Certificate } from "node:crypto";
import { isIP } from "node:net";
import { connect as tlsConnect } from "node:tls";
import { generate } from "selfsigned";
import { ComputeError } from "@/lib/ports/compute";
import type { Connect } from "./connections";

/** Who we are to a cluster: a certificate of our own, and its key. PEM. */
export type Identity = { certificate: string; key: string };

const YEARS = 20;
const HANDSHAKE_MS = 10_000;

/** A fresh identity. Its certificate is compared as a whole by whoever trusts it, so nobody has to sign it. */
export async function makeIdentity(commonName: string, now: Date): Promise<Identity> {
  const end = new Date(now);
  end.setUTCFullYear(end.getUTCFullYear() + YEARS);
  const made = await generate([{ name: "commonName", value: commonName }], {
    keyType: "ec",
    curve: "P-384",
    algorithm: "sha384",
    notBeforeDate: now,
    notAfterDate: end,
    extensions: [
      { name: "keyUsage", digitalSignature: true, keyEncipherment: true },
      { name: "extKeyUsage", clientAuth: true },
    ],
  });
  return { certificate: made.cert, key: made.private };
}

/** SHA-256 of a certificate as clusters write it: 64 hexadecimal digits. Throws when it is no certificate. */
export function fingerprintOf(certificate: string): string {
  return sha256(new X509Certificate(certificate).raw);
}

const sha256 = (bytes: Buffer) => createHash("sha256").update(bytes).digest("hex");

/** The server showed a certificate that is not the one we were told to speak to. Nothing was sent to it. */
export class OtherCertificate extends ComputeError {
  constructor(
    readonly presented: string,
    readonly expected: string | null,
  ) {
    super(
      "unreachable",
      expected === null
        ? `the server's certificate ${presented} has not been confirmed`
        : `the server shows the certificate ${presented} instead of ${expected}`,
      true,
    );
  }
}

/**
 * Connections to the one server that has this certificate. No authority is asked, and no name or date is looked at:
 * the certificate itself is compared, before the first byte of a request leaves.
 */
export function pinnedConnection(
  server: { host: string; port: number; fingerprint: string | null },
  identity: () => Promise<Identity>,
): Connect {
  return (done) => {
    identity().then(({ certificate, key }) => {
      const socket = tlsConnect({
        host: server.host,
        port: server.port,
        cert: certificate,
        key,
        minVersion: "TLSv1.2",
        rejectUnauthorized: false,
        ...(isIP(server.host) ? {} : { servername: server.host }),
      });
      // A listener that accepts and then says nothing would otherwise hold every request to its own time limit.
      const late = () => socket.destroy(new Error("no TLS handshake in time"));
      socket.setTimeout(HANDSHAKE_MS, late);
      let connected = false;
      socket.on("error", (error) => {
        if (!connected) done(error);
      });
      socket.once("secureConnect", () => {
        connected = true;
        socket.setTimeout(0, late);
        const shown = socket.getPeerX509Certificate();
        const presented = shown ? sha256(shown.raw) : "none";
        if (presented === server.fingerprint) return done(null, socket);
        socket.destroy();
        done(new OtherCertificate(presented, server.fingerprint));
      });
    }, done);
  };
}
