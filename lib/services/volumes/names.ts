import { and, eq, notInArray } from "drizzle-orm";
import { volumes } from "@/drizzle/schema";
import { DomainError } from "@/lib/domain/errors";
import type { Transaction } from "@/lib/services/context";

/** A name belongs to one volume of the account that is not gone. Throws `invalid_input`. */
export async function requireFreeName(tx: Transaction, accountId: string, name: string): Promise<void> {
  const [taken] = await tx
    .select({ id: volumes.id })
    .from(volumes)
    .where(
      and(
        eq(volumes.accountId, accountId),
        eq(volumes.name, name),
        notInArray(volumes.state, ["deleted", "failed"]),
      ),
    );
  if (taken) throw new DomainError("invalid_input", { reason: "volume_name_taken" }, "name");
}
