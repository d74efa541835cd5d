import { z } from "zod";
import { blankAsNull, givenName, idOf } from "./common";
import type { SshKeyView } from "./views";

const TEXT_MAXIMUM = 20_000;

/** A pasted public key. Without a name it gets its comment, or its type. */
export const addSshKeyInput = z.object({
  name: blankAsNull(givenName),
  publicKey: z
    .string({ error: "ssh_key_empty" })
    .max(TEXT_MAXIMUM, { error: "ssh_key_too_long" })
    .refine((text) => text.trim() !== "", { error: "ssh_key_empty" }),
});
export type AddSshKeyInput = z.output<typeof addSshKeyInput>;

export const renameSshKeyInput = z.object({ sshKeyId: idOf("key"), name: givenName });
export type RenameSshKeyInput = z.output<typeof renameSshKeyInput>;

export const removeSshKeyInput = z.object({ sshKeyId: idOf("key") });
export type RemoveSshKeyInput = z.output<typeof removeSshKeyInput>;

/** A key with the instances that carry it; removing it from the list does not remove it from them. */
export type SshKeyUseView = SshKeyView & { usedBy: { instanceId: string; name: string }[] };
