import { sql } from "drizzle-orm";
import type { InstanceInput } from "@/lib/contracts/instances";
import type { SetIdleStopInput } from "@/lib/contracts/telemetry";
import type { InstanceView } from "@/lib/contracts/views";
import { DomainError } from "@/lib/domain/errors";
import { SNOOZE_SECONDS } from "@/lib/domain/telemetry/idle-stop";
import { authorise } from "@/lib/services/authorise";
import type { ServiceContext } from "@/lib/services/context";
import { getInstance } from "@/lib/services/instances/get";
import { ownInstance } from "@/lib/services/instances/own";
import { instanceHints, recordVerb } from "@/lib/services/instances/record";
import { withAccount } from "@/lib/services/money/with-account";
import { USUAL_PERCENT, writeIdleStop } from "./write-idle-stop";

const OVER: ReadonlySet<string> = new Set(["terminating", "terminated", "failed"]);

/** Sets, changes or (no minutes) clears the rule by which an instance stops when it idles. Throws `wrong_state`. */
export async function setIdleStop(ctx: ServiceContext, input: SetIdleStopInput): Promise<InstanceView> {
  const { accountId } = authorise(ctx, "operate");
  await withAccount(ctx, accountId, async ({ tx, now }) => {
    const row = await ownInstance(tx, accountId, input.instanceId);
    if (OVER.has(row.state)) throw new DomainError("wrong_state", { state: row.state });
    await writeIdleStop(tx, row.id, input, now);
    const rule =
      input.idleStopMinutes === null
        ? {}
        : {
            minutes: `${input.idleStopMinutes}`,
            percent: `${input.idleStopPercent ?? USUAL_PERCENT}`,
          };
    await recordVerb(ctx, tx, {
      instanceId: row.id,
      verb: input.idleStopMinutes === null ? "clear_idle_stop" : "set_idle_stop",
      detail: { name: row.name, ...rule },
    });
  });
  ctx.notify(...instanceHints(accountId));
  return getInstance(ctx, input);
}

/** Not now: for an hour nothing is announced or stopped. Throws `not_found` where no rule is set. */
export async function snoozeIdleStop(ctx: ServiceContext, input: InstanceInput): Promise<InstanceView> {
  const { accountId } = authorise(ctx, "operate");
  await withAccount(ctx, accountId, async ({ tx, now }) => {
    const row = await ownInstance(tx, accountId, input.instanceId);
    const { rowCount } = await tx.execute(sql`
      update idle_stops set snoozed_until = ${now + BigInt(SNOOZE_SECONDS)}::bigint, stop_at = null
      where instance_id = ${row.id}`);
    if (rowCount === 0) throw new DomainError("not_found", { what: "idle stop" });
    await recordVerb(ctx, tx, { instanceId: row.id, verb: "snooze_idle_stop", detail: { name: row.name } });
  });
  ctx.notify(...instanceHints(accountId));
  return getInstance(ctx, input);
}
