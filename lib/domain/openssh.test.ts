import { generateKeyPairSync, type JsonWebKey } from "node:crypto";
import fc from "fast-check";
import ssh2 from "ssh2";
import { expect, test } from "vitest";
import { privateKeyFile, publicKeyLine } from "./openssh";

const bytes = (text: string | undefined) => new Uint8Array(Buffer.from(text ?? "", "base64url"));

function pair() {
  const jwk: JsonWebKey = generateKeyPairSync("ed25519").privateKey.export({ format: "jwk" });
  return { seed: bytes(jwk.d), publicKey: bytes(jwk.x) };
}

test("what is written is read by an SSH library: the pair belongs together and signs", () => {
  fc.assert(
    fc.property(
      fc.string({ unit: "grapheme-ascii", maxLength: 40 }),
      fc.nat(0xffffffff),
      (comment, check) => {
        const { seed, publicKey } = pair();
        const secret = ssh2.utils.parseKey(privateKeyFile({ seed, publicKey, comment, check }));
        if (secret instanceof Error) throw secret;
        const open = ssh2.utils.parseKey(publicKeyLine(publicKey, "test"));
        if (open instanceof Error) throw open;
        const signature = secret.sign("a message");
        expect(open.verify("a message", signature)).toBe(true);
        expect(secret.getPublicSSH()).toEqual(open.getPublicSSH());
      },
    ),
    { numRuns: 30 },
  );
});
