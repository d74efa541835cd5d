import { X509Certificate } from "node:crypto";
import type { Cluster } from "../cluster";
import { ApiError, badRequest, notFound } from "../errors";
import { fingerprintOf, type TrustedCertificate } from "../trust";
import { fieldsOf, flagField, textField, textList } from "./fields";
import type { Reply, Request } from "./reply";
import { sync } from "./reply";
import { collection } from "./server";

const view = (entry: TrustedCertificate) => ({ ...entry, type: "client" });

export const listCertificates = (cluster: Cluster, request: Request): Reply =>
  collection(
    request,
    cluster.trust.list().map(view),
    ({ fingerprint }) => `/1.0/certificates/${fingerprint}`,
  );

/** By fingerprint, or by any unambiguous beginning of it. */
function find(cluster: Cluster, prefix: string): TrustedCertificate {
  const found = cluster.trust.list().filter(({ fingerprint }) => fingerprint.startsWith(prefix));
  if (found.length !== 1 || found[0] === undefined) throw notFound("Certificate");
  return found[0];
}

export const getCertificate = (cluster: Cluster, _request: Request, prefix: string): Reply =>
  sync(view(find(cluster, prefix)));

export function deleteCertificate(cluster: Cluster, _request: Request, prefix: string): Reply {
  cluster.trust.remove(find(cluster, prefix).fingerprint);
  return sync({});
}

/** A stranger brings the trust password, and is trusted with the certificate of this very connection. */
export function addCertificate(cluster: Cluster, request: Request): Reply {
  const body = fieldsOf(request.body);
  const { trusted, certificate: own } = request.client;
  if (textField(body, "type") !== "client") throw badRequest("Unknown request type");
  if (flagField(body, "token")) throw badRequest("This simulated cluster gives no tokens");
  if (!trusted && !cluster.trust.admits(textField(body, "password")))
    throw new ApiError(403, "not authorized");
  const given = textField(body, "certificate");
  const certificate = given === "" ? own : readCertificate(given);
  if (!certificate) throw badRequest("No client certificate provided");
  const fingerprint = fingerprintOf(certificate);
  if (cluster.trust.list().some((entry) => entry.fingerprint === fingerprint))
    throw badRequest("Certificate already in trust store");
  cluster.trust.add({
    fingerprint,
    name: textField(body, "name") || "client",
    certificate: certificate.toString(),
    restricted: flagField(body, "restricted"),
    projects: textList(body, "projects") ?? [],
  });
  return sync({});
}

/** Base64 of the DER form, without PEM's head and foot. */
function readCertificate(base64: string): X509Certificate {
  try {
    return new X509Certificate(Buffer.from(base64, "base64"));
  } catch {
    throw badRequest("Invalid certificate material");
  }
}
