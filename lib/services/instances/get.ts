import { sql } from "drizzle-orm";
import type { InstanceInput } from "@/lib/contracts/instances";
import type { InstanceView } from "@/lib/contracts/views";
import { DomainError } from "@/lib/domain/errors";
import { authorise } from "@/lib/services/authorise";
import type { ServiceContext } from "@/lib/services/context";
import { readInstanceViews } from "./view";

/** One instance, also one that is gone. Another account's is answered like an unknown one: `not_found`. */
export async function getInstance(ctx: ServiceContext, { instanceId }: InstanceInput): Promise<InstanceView> {
  const { accountId } = authorise(ctx, "view");
  const [view] = await readInstanceViews(ctx.db, sql`i.id = ${instanceId} and i.account_id = ${accountId}`);
  if (!view) throw new DomainError("not_found", { what: "instance" });
  return view;
}
