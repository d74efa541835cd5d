import { createHash, createPrivateKey, createPublicKey, type JsonWebKey } from "node:crypto";
import type { ParsedSshKey } from "@/lib/ports/ssh-keys";
import { BlobReader } from "./blob-reader";

type Supported = Extract<ParsedSshKey, { ok: true }>["type"];
type Problem = Extract<ParsedSshKey, { ok: false }>["problem"];

const CURVES: Partial<Record<Supported, { name: string; jwk: string; bits: number }>> = {
  "ecdsa-sha2-nistp256": { name: "nistp256", jwk: "P-256", bits: 256 },
  "ecdsa-sha2-nistp384": { name: "nistp384", jwk: "P-384", bits: 384 },
  "ecdsa-sha2-nistp521": { name: "nistp521", jwk: "P-521", bits: 521 },
};
const SUPPORTED: readonly Supported[] = [
  "ssh-ed25519",
  "ecdsa-sha2-nistp256",
  "ecdsa-sha2-nistp384",
  "ecdsa-sha2-nistp521",
  "ssh-rsa",
];
const RSA_MINIMUM_BITS = 2048;
const RSA_MAXIMUM_BITS = 16_384;
const COMMENT_MAXIMUM = 100;
/** An algorithm's name at the beginning of a key: ours, and others' (security keys, DSA, certificates). */
const ALGORITHM = /^(?:ssh-|ecdsa-sha2-|sk-(?:ssh|ecdsa)-)[a-z0-9@.-]+$/;

const refuse = (problem: Problem): ParsedSshKey => ({ ok: false, problem });

/**
 * Reads what somebody pasted: a line of a `.pub` file or of `authorized_keys` (options are dropped), or an RFC 4716
 * block. The point or modulus is checked by OpenSSL, the strength by us. Never throws, never repeats the text.
 */
export function parseSshPublicKey(text: string): ParsedSshKey {
  if (holdsPrivateKey(text)) return refuse("private");
  const lines = unwrapBlock(text)
    .split(/\r?\n/)
    .map((line) => line.trim())
    .filter((line) => line !== "" && !line.startsWith("#"));
  const [line] = lines;
  if (line === undefined) return refuse("malformed");
  if (lines.length > 1) return refuse(lines.every((each) => findKey(each)) ? "several" : "malformed");
  const found = findKey(line);
  if (!found) return refuse("malformed");
  const type = SUPPORTED.find((each) => each === found.algorithm);
  if (!type) return refuse("unsupported");
  return readKey(type, found.base64, found.comment);
}

function readKey(type: Supported, base64: string, comment: string): ParsedSshKey {
  const blob = Buffer.from(base64, "base64");
  // Buffer skips what is not base64; a key that was cut or mistyped must not slip through.
  if (blob.toString("base64").replace(/=+$/, "") !== base64.replace(/=+$/, "")) return refuse("malformed");
  const reader = new BlobReader(blob);
  if (reader.string()?.toString("latin1") !== type) return refuse("malformed");
  const read = type === "ssh-rsa" ? readRsa(reader) : readPoint(type, reader);
  if (typeof read === "string") return refuse(read);
  if (!reader.atEnd || !opensslAccepts(read.jwk)) return refuse("malformed");
  return {
    ok: true,
    type,
    bits: read.bits,
    publicKey: `${type} ${blob.toString("base64")}`,
    fingerprint: `SHA256:${createHash("sha256").update(blob).digest("base64").replace(/=+$/, "")}`,
    comment,
  };
}

function readRsa(reader: BlobReader): { bits: number; jwk: JsonWebKey } | Problem {
  const exponent = reader.positiveInteger();
  const modulus = reader.positiveInteger();
  if (!exponent || !modulus) return "malformed";
  const bits = modulus.length * 8 - Math.clz32(modulus[0] ?? 0) + 24;
  const odd = (value: Buffer) => ((value.at(-1) ?? 0) & 1) === 1;
  if (!odd(exponent) || !odd(modulus) || bits > RSA_MAXIMUM_BITS) return "malformed";
  const tiny = exponent.length === 1 && (exponent[0] ?? 0) < 3;
  if (bits < RSA_MINIMUM_BITS || tiny) return "weak";
  return { bits, jwk: { kty: "RSA", n: modulus.toString("base64url"), e: exponent.toString("base64url") } };
}

function readPoint(type: Supported, reader: BlobReader): { bits: number; jwk: JsonWebKey } | Problem {
  const curve = CURVES[type];
  if (!curve) {
    const key = reader.string();
    return key?.length === 32
      ? { bits: 256, jwk: { kty: "OKP", crv: "Ed25519", x: key.toString("base64url") } }
      : "malformed";
  }
  if (reader.string()?.toString("latin1") !== curve.name) return "malformed";
  const point = reader.string();
  const size = Math.ceil(curve.bits / 8);
  if (point?.length !== 1 + 2 * size || point[0] !== 4) return "malformed";
  const x = point.subarray(1, 1 + size).toString("base64url");
  const y = point.subarray(1 + size).toString("base64url");
  return { bits: curve.bits, jwk: { kty: "EC", crv: curve.jwk, x, y } };
}

function opensslAccepts(jwk: JsonWebKey): boolean {
  try {
    createPublicKey({ key: jwk, format: "jwk" });
    return true;
  } catch {
    return false;
  }
}

/** The algorithm, the key and the comment of a line, wherever options end; quoted options may hold blanks. */
function findKey(line: string): { algorithm: string; base64: string; comment: string } | null {
  const words = [...line.matchAll(/(?:"(?:\\.|[^"\\])*"|[^\s"])+/g)];
  for (const [index, word] of words.slice(0, 2).entries()) {
    const base64 = words[index + 1];
    if (!ALGORITHM.test(word[0]) || !base64 || !/^[A-Za-z0-9+/]+=*$/.test(base64[0])) continue;
    const comment = line.slice((base64.index ?? 0) + base64[0].length);
    return { algorithm: word[0], base64: base64[0], comment: cleanComment(comment) };
  }
  return null;
}

function cleanComment(comment: string): string {
  const clean = comment.replace(/[\p{C}\s]+/gu, " ").trim();
  return [...clean].slice(0, COMMENT_MAXIMUM).join("");
}

/** `---- BEGIN SSH2 PUBLIC KEY ----` as a line; anything else unchanged. */
function unwrapBlock(text: string): string {
  const block = /^---- BEGIN SSH2 PUBLIC KEY ----\r?\n([\s\S]*?)---- END SSH2 PUBLIC KEY ----\s*$/.exec(
    text.trim(),
  );
  if (!block) return text;
  const body = (block[1] ?? "")
    .replace(/\\\r?\n/g, "")
    .split(/\r?\n/)
    .filter((line) => !line.includes(":"))
    .join("")
    .replace(/\s/g, "");
  const algorithm = new BlobReader(Buffer.from(body, "base64")).string()?.toString("latin1");
  return algorithm === undefined ? text : `${algorithm} ${body}`;
}

/** Headers of every usual format, OpenSSH's magic in base64, and a bare body that OpenSSL can read as a private key. */
function holdsPrivateKey(text: string): boolean {
  if (/BEGIN [A-Z0-9 ]*PRIVATE KEY|PuTTY-User-Key-File|Private-Lines:|b3BlbnNzaC1rZXktdjE/i.test(text))
    return true;
  const der = Buffer.from(text.replace(/\s/g, ""), "base64");
  return (["pkcs8", "pkcs1", "sec1"] as const).some((type) => {
    try {
      createPrivateKey({ key: der, format: "der", type });
      return true;
    } catch {
      return false;
    }
  });
}
