import { and, eq, isNull, or } from "drizzle-orm";
import { sshKeys } from "@/drizzle/schema";
import type { AddSshKeyInput } from "@/lib/contracts/ssh-keys";
import type { SshKeyView } from "@/lib/contracts/views";
import { DomainError, type ErrorCode } from "@/lib/domain/errors";
import { cleanName, NAME_MAXIMUM, nameProblem } from "@/lib/domain/names";
import type { ParsedSshKey } from "@/lib/ports/ssh-keys";
import { recordAudit } from "@/lib/services/audit";
import { authorise } from "@/lib/services/authorise";
import type { ServiceContext, Transaction } from "@/lib/services/context";
import { newId } from "@/lib/services/id";
import { isUniqueViolation } from "@/lib/services/unique-violation";
import { sshKeyView } from "./views";

type Parsed = Extract<ParsedSshKey, { ok: true }>;
type Problem = Extract<ParsedSshKey, { ok: false }>["problem"];

const PROBLEMS: Record<Problem, ErrorCode> = {
  private: "ssh_key_private",
  weak: "ssh_key_weak",
  malformed: "ssh_key_invalid",
  unsupported: "ssh_key_invalid",
  several: "ssh_key_invalid",
};

/**
 * Adds a public key. Throws `ssh_key_private` (nothing of the text is kept), `ssh_key_weak`, `ssh_key_invalid` with the
 * reason, or `already_exists` with the name of the key that has the fingerprint or the name.
 */
export async function addSshKey(ctx: ServiceContext, input: AddSshKeyInput): Promise<SshKeyView> {
  const { accountId } = authorise(ctx, "operate");
  if (ctx.actor.kind !== "user") throw new DomainError("forbidden");
  const { userId } = ctx.actor;
  const parsed = ctx.ports.parseSshKey(input.publicKey);
  if (!parsed.ok)
    throw new DomainError(PROBLEMS[parsed.problem], { reason: `ssh_key_${parsed.problem}` }, "publicKey");
  return ctx
    .transact(async (tx) => {
      const name = input.name ?? (await defaultName(tx, accountId, parsed));
      await refuseDuplicate(tx, accountId, name, parsed.fingerprint);
      const [row] = await tx
        .insert(sshKeys)
        .values({
          id: newId("key"),
          accountId,
          name,
          type: parsed.type,
          bits: parsed.bits,
          publicKey: parsed.publicKey,
          fingerprint: parsed.fingerprint,
          createdBy: userId,
        })
        .returning();
      if (!row) throw new Error("an inserted key came back empty");
      const detail = { name, fingerprint: row.fingerprint };
      await recordAudit(ctx, tx, { action: "ssh_key.added", targetId: row.id, detail });
      return sshKeyView(row);
    })
    .catch((error: unknown) => {
      if (isUniqueViolation(error)) throw new DomainError("already_exists", { what: "ssh_key" }, "publicKey");
      throw error;
    });
}

async function refuseDuplicate(
  tx: Transaction,
  accountId: string,
  name: string,
  fingerprint: string,
): Promise<void> {
  const [same] = await tx
    .select()
    .from(sshKeys)
    .where(
      and(
        eq(sshKeys.accountId, accountId),
        isNull(sshKeys.deletedAt),
        or(eq(sshKeys.fingerprint, fingerprint), eq(sshKeys.name, name)),
      ),
    )
    .orderBy(sshKeys.createdAt);
  if (!same) return;
  const field = same.fingerprint === fingerprint ? "publicKey" : "name";
  throw new DomainError("already_exists", { what: "ssh_key", name: same.name }, field);
}

/** The comment (most often `person@computer`) or the type; numbered when it is taken. */
async function defaultName(tx: Transaction, accountId: string, parsed: Parsed): Promise<string> {
  const comment = cleanName([...cleanName(parsed.comment)].slice(0, NAME_MAXIMUM - 5).join(""));
  const base = nameProblem(comment) === null ? comment : parsed.type;
  const rows = await tx
    .select({ name: sshKeys.name })
    .from(sshKeys)
    .where(and(eq(sshKeys.accountId, accountId), isNull(sshKeys.deletedAt)));
  const taken = new Set(rows.map((row) => row.name));
  for (let number = 1; ; number += 1) {
    const name = number === 1 ? base : `${base} ${number}`;
    if (!taken.has(name)) return name;
  }
}
