/** Reading a public SSH key for real: structure, algorithm and strength, not only its looks. */
export type ParsedSshKey =
  | {
      ok: true;
      type: "ssh-ed25519" | "ecdsa-sha2-nistp256" | "ecdsa-sha2-nistp384" | "ecdsa-sha2-nistp521" | "ssh-rsa";
      bits: number;
      /** `type base64`, without options and comment: what is stored and handed to machines. */
      publicKey: string;
      /** `SHA256:…` as ssh-keygen prints it. */
      fingerprint: string;
      /** What stood behind the key; often a person and a computer. */
      comment: string;
    }
  /** `private`: it holds a private key. Nothing of the text may be kept or repeated. */
  | { ok: false; problem: "private" | "malformed" | "unsupported" | "weak" | "several" };

/** Never throws, and never repeats any part of the text in an error. */
export type ParseSshKey = (text: string) => ParsedSshKey;
