import { privateKeyFile, publicKeyLine } from "@/lib/domain/openssh";

/** PKCS#8 of an ed25519 key ends in the 32 bytes of its seed (RFC 8410). */
const SEED_BYTES = 32;

export type KeyPair = { publicKey: string; privateKey: string };

/** Makes an ed25519 pair with WebCrypto. Throws where the browser has no such algorithm. */
export async function makePair(comment: string): Promise<KeyPair> {
  const pair = await crypto.subtle.generateKey({ name: "Ed25519" }, true, ["sign", "verify"]);
  if (!("privateKey" in pair)) throw new Error("Ed25519 makes pairs");
  const publicKey = new Uint8Array(await crypto.subtle.exportKey("raw", pair.publicKey));
  const pkcs8 = new Uint8Array(await crypto.subtle.exportKey("pkcs8", pair.privateKey));
  const check = crypto.getRandomValues(new Uint32Array(1))[0] ?? 0;
  return {
    publicKey: publicKeyLine(publicKey, comment),
    privateKey: privateKeyFile({ seed: pkcs8.slice(-SEED_BYTES), publicKey, comment, check }),
  };
}

/** Hands a text to the browser's downloads. */
export function download(fileName: string, text: string): void {
  const url = URL.createObjectURL(new Blob([text], { type: "application/octet-stream" }));
  const link = document.createElement("a");
  link.href = url;
  link.download = fileName;
  link.click();
  URL.revokeObjectURL(url);
}
