import ssh2 from "ssh2";

/** An ed25519 pair in OpenSSH's form. Once in thousands the library makes one that it cannot read itself. */
export function newKeyPair(): { private: string; public: string } {
  const pair = ssh2.utils.generateKeyPairSync("ed25519");
  return ssh2.utils.parseKey(pair.private) instanceof Error ? newKeyPair() : pair;
}
