import { createHash, generateKeyPairSync, type KeyObject } from "node:crypto";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseSshPublicKey } from "./public-key";

const field = (value: Buffer | string): Buffer => {
  const body = Buffer.from(value);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(body.length);
  return Buffer.concat([length, body]);
};
const integer = (base64url: string): Buffer => {
  const body = Buffer.from(base64url, "base64url");
  return field((body[0] ?? 0) > 0x7f ? Buffer.concat([Buffer.from([0]), body]) : body);
};

function line(key: KeyObject, comment = ""): string {
  const jwk = key.export({ format: "jwk" });
  const text = (part: unknown) => (typeof part === "string" ? part : "");
  const point = Buffer.concat([
    Buffer.from([4]),
    Buffer.from(text(jwk.x), "base64url"),
    Buffer.from(text(jwk.y), "base64url"),
  ]);
  const curve = `nistp${text(jwk.crv).slice(2)}`;
  const [type, blob] =
    jwk.kty === "RSA"
      ? ["ssh-rsa", [integer(text(jwk.e)), integer(text(jwk.n))]]
      : jwk.kty === "OKP"
        ? ["ssh-ed25519", [field(Buffer.from(text(jwk.x), "base64url"))]]
        : [`ecdsa-sha2-${curve}`, [field(curve), field(point)]];
  return `${type} ${Buffer.concat([field(String(type)), ...(blob as Buffer[])]).toString("base64")} ${comment}`.trim();
}

const ed25519 = generateKeyPairSync("ed25519");
const p256 = generateKeyPairSync("ec", { namedCurve: "P-256" });
const rsa = (modulusLength: number) => generateKeyPairSync("rsa", { modulusLength });

describe("parseSshPublicKey", () => {
  it.each([
    ["ssh-ed25519", 256, ed25519],
    ["ecdsa-sha2-nistp256", 256, p256],
    ["ecdsa-sha2-nistp384", 384, generateKeyPairSync("ec", { namedCurve: "P-384" })],
    ["ecdsa-sha2-nistp521", 521, generateKeyPairSync("ec", { namedCurve: "P-521" })],
    ["ssh-rsa", 2048, rsa(2048)],
    ["ssh-rsa", 3072, rsa(3072)],
  ])("reads %s with %d bits", (type, bits, pair) => {
    const text = line(pair.publicKey, "ada@laptop");
    const parsed = parseSshPublicKey(`${text}\n`);
    const base64 = text.split(" ")[1] ?? "";
    const digest = createHash("sha256").update(Buffer.from(base64, "base64")).digest("base64");
    expect(parsed).toEqual({
      ok: true,
      type,
      bits,
      publicKey: `${type} ${base64}`,
      fingerprint: `SHA256:${digest.replace(/=+$/, "")}`,
      comment: "ada@laptop",
    });
  });

  it("drops options, also quoted ones with blanks, and keeps the comment", () => {
    const text = `command="echo \\"hi ssh-rsa there\\"",no-pty ${line(ed25519.publicKey, "a b  c")}`;
    expect(parseSshPublicKey(text)).toMatchObject({ ok: true, type: "ssh-ed25519", comment: "a b c" });
  });

  it("reads an RFC 4716 block", () => {
    const base64 = line(ed25519.publicKey).split(" ")[1] ?? "";
    const block = `---- BEGIN SSH2 PUBLIC KEY ----\nComment: "x"\n${base64.slice(0, 40)}\n${base64.slice(40)}\n---- END SSH2 PUBLIC KEY ----\n`;
    expect(parseSshPublicKey(block)).toMatchObject({ ok: true, type: "ssh-ed25519" });
  });

  it.each([
    ["PKCS 8", ed25519.privateKey.export({ format: "pem", type: "pkcs8" }).toString()],
    ["PKCS 1", rsa(2048).privateKey.export({ format: "pem", type: "pkcs1" }).toString()],
    ["a body without its header", p256.privateKey.export({ format: "der", type: "sec1" }).toString("base64")],
    ["OpenSSH", "-----BEGIN OPENSSH PRIVATE KEY-----\nb3BlbnNzaC1rZXktdjEAAAAA\n"],
    ["OpenSSH without its header", "b3BlbnNzaC1rZXktdjEAAAAABG5vbmU"],
    ["PuTTY", "PuTTY-User-Key-File-3: ssh-ed25519\nEncryption: none\n"],
    ["a private key behind a public one", `${line(ed25519.publicKey)}\n-----BEGIN RSA PRIVATE KEY-----`],
  ])("recognises a private key: %s", (_, text) => {
    expect(parseSshPublicKey(text)).toEqual({ ok: false, problem: "private" });
  });

  it.each([
    ["nothing", "", "malformed"],
    ["prose", "my key please", "malformed"],
    ["a cut key", line(ed25519.publicKey).slice(0, -6), "malformed"],
    ["another type's body", line(ed25519.publicKey).replace("ssh-ed25519", "ssh-rsa"), "malformed"],
    ["a short RSA key", line(rsa(1024).publicKey), "weak"],
    ["DSA", "ssh-dss AAAAB3NzaC1kc3MAAACB", "unsupported"],
    ["a security key", "sk-ssh-ed25519@openssh.com AAAAGnNrLXNzaC1lZDI1NTE5", "unsupported"],
    ["two keys", `${line(ed25519.publicKey)}\n${line(p256.publicKey)}`, "several"],
  ])("refuses %s", (_, text, problem) => {
    expect(parseSshPublicKey(text)).toEqual({ ok: false, problem });
  });

  it("refuses a point that is not on the curve", () => {
    const [type, base64 = ""] = line(p256.publicKey).split(" ");
    const blob = Buffer.from(base64, "base64");
    const last = blob.length - 1;
    blob[last] = (blob[last] ?? 0) ^ 1;
    expect(parseSshPublicKey(`${type} ${blob.toString("base64")}`)).toEqual({
      ok: false,
      problem: "malformed",
    });
  });

  it("prints the fingerprint that ssh-keygen printed for this key", () => {
    const text =
      "ecdsa-sha2-nistp384 AAAAE2VjZHNhLXNoYTItbmlzdHAzODQAAAAIbmlzdHAzODQAAABhBJKbynlGaIg0MQQRoZCrcqegW99CkplIc1xs" +
      "hkgp7hKNjZvP5gSGHw5vQWPbdLk4v3mtyyLYk+77DJrWT+HTtC2boals78j7PHDKeo0HaU934cISUWQcl3Nqzwi0zbBYdA== vector";
    expect(parseSshPublicKey(text)).toMatchObject({
      ok: true,
      fingerprint: "SHA256:8A66Cfd7d0p45uPOctfUE+WpXVV0FoK/HHomRea2fqw",
    });
  });

  it("never throws", () => {
    fc.assert(fc.property(fc.string({ unit: "binary" }), (text) => !parseSshPublicKey(text).ok));
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 120 }), (body) => {
        const blob = Buffer.concat([field("ssh-rsa"), Buffer.from(body)]).toString("base64");
        return !parseSshPublicKey(`ssh-rsa ${blob}`).ok;
      }),
    );
  });
});
