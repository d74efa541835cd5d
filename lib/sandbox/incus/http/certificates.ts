import { X509Certificate } from "node:crypto";
import { dirname } from "node:path";
import type { Cluster } from "../cluster";
import { ApiError, badRequest, notFound } from "../errors";
import type { Guest } from "../join-tokens";
import { fingerprintOf, serverFingerprint, type TrustedCertificate } from "../trust";
import { fieldsOf, flagField, textField, textList } from "./fields";
import { asyncReply, type Reply, type Request, sync } from "./reply";
import { collection } from "./server";

type Fields = ReturnType<typeof fieldsOf>;

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

/**
 * A stranger brings the trust password or a token, and is trusted with the certificate of this very connection. Who is
 * trusted adds others, or asks for a token for one.
 */
export async function addCertificate(cluster: Cluster, request: Request): Promise<Reply> {
  const body = fieldsOf(request.body);
  const { trusted, certificate: own } = request.client;
  if (trusted && flagField(body, "token")) return giveToken(cluster, body);
  const guest = trusted ? guestOf(body) : admitted(cluster, body);
  const given = textField(body, "certificate");
  const certificate = given === "" ? own : readCertificate(given);
  if (!certificate) throw badRequest("No client certificate provided");
  const fingerprint = fingerprintOf(certificate);
  if (cluster.trust.list().some((entry) => entry.fingerprint === fingerprint))
    throw badRequest("Certificate already in trust store");
  cluster.trust.add({
    fingerprint,
    certificate: certificate.toString(),
    ...guest,
  });
  return sync({});
}

function guestOf(body: Fields): Guest {
  if (textField(body, "type") !== "client") throw badRequest("Unknown request type");
  return {
    name: textField(body, "name") || "client",
    restricted: flagField(body, "restricted"),
    projects: textList(body, "projects") ?? [],
  };
}

/** As whom a stranger is let in: by a token as its giver said, by the password as they say themselves. */
function admitted(cluster: Cluster, body: Fields): Guest {
  const password = textField(body, "password");
  const guest = cluster.tokens.take(password);
  if (guest) return guest;
  if (!cluster.trust.admits(password)) throw new ApiError(403, "not authorized");
  return guestOf(body);
}

/** The operation is the token: it runs until somebody has joined with it, and cancelling it takes it back. */
async function giveToken(cluster: Cluster, body: Fields): Promise<Reply> {
  const { httpsPort, socketPath } = cluster;
  if (httpsPort === null) throw badRequest("Can't issue token when server isn't listening on network");
  const fingerprint = await serverFingerprint(dirname(socketPath));
  const { secret, over, revoke } = cluster.tokens.give(guestOf(body));
  const metadata = { secret, fingerprint, addresses: [`127.0.0.1:${httpsPort}`], request: body };
  return asyncReply(
    cluster.operations.run("Executing operation", null, "", () => over, {
      class: "token",
      metadata,
      cancel: revoke,
    }),
  );
}

/** Base64 of the DER form, without PEM's head and foot. */
function readCertificate(base64: string): X509Certificate {
  try {
    return new X509Certificate(Buffer.from(base64, "base64"));
  } catch {
    throw badRequest("Invalid certificate material");
  }
}
