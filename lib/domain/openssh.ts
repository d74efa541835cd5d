/**
 * Ed25519 keys in OpenSSH's own formats (openssh-portable, PROTOCOL.key): the public line, and the unencrypted private
 * file that ssh reads. Pure bytes in, text out.
 */
const MAGIC = "openssh-key-v1\0";
const TYPE = "ssh-ed25519";
const BLOCK = 8;
const LINE = 70;

const encoder = new TextEncoder();

function concat(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

function uint32(value: number): Uint8Array {
  const bytes = new Uint8Array(4);
  new DataView(bytes.buffer).setUint32(0, value);
  return bytes;
}

/** A length and the bytes, as SSH writes strings. */
const field = (value: Uint8Array | string) => {
  const bytes = typeof value === "string" ? encoder.encode(value) : value;
  return concat([uint32(bytes.length), bytes]);
};

const base64 = (bytes: Uint8Array) => btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(""));

const publicBlob = (publicKey: Uint8Array) => concat([field(TYPE), field(publicKey)]);

/** `ssh-ed25519 AAAA… comment`, from the 32 bytes of the public key. */
export function publicKeyLine(publicKey: Uint8Array, comment: string): string {
  return `${TYPE} ${base64(publicBlob(publicKey))} ${comment}`;
}

/**
 * The private key file. `seed` and `publicKey` are 32 bytes each; `check` is any 32-bit number, written twice so that a
 * reader can tell a wrong passphrase.
 */
export function privateKeyFile(key: {
  seed: Uint8Array;
  publicKey: Uint8Array;
  comment: string;
  check: number;
}): string {
  const secret = concat([
    uint32(key.check),
    uint32(key.check),
    field(TYPE),
    field(key.publicKey),
    field(concat([key.seed, key.publicKey])),
    field(key.comment),
  ]);
  const padding = Uint8Array.from(
    { length: (BLOCK - (secret.length % BLOCK)) % BLOCK },
    (_, index) => index + 1,
  );
  const whole = concat([
    encoder.encode(MAGIC),
    field("none"),
    field("none"),
    field(""),
    uint32(1),
    field(publicBlob(key.publicKey)),
    field(concat([secret, padding])),
  ]);
  const lines = base64(whole).match(new RegExp(`.{1,${LINE}}`, "g")) ?? [];
  return ["-----BEGIN OPENSSH PRIVATE KEY-----", ...lines, "-----END OPENSSH PRIVATE KEY-----", ""].join(
    "\n",
  );
}
