import type { sshKeys } from "@/drizzle/schema";
import type { SshKeyView } from "@/lib/contracts/views";

export function sshKeyView(row: typeof sshKeys.$inferSelect): SshKeyView {
  return {
    id: row.id,
    name: row.name,
    type: row.type,
    bits: row.bits,
    fingerprint: row.fingerprint,
    publicKey: row.publicKey,
    createdAt: row.createdAt.toISOString(),
  };
}
