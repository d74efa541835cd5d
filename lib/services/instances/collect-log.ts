import { and, eq, sql } from "drizzle-orm";
import { instanceLogs } from "@/drizzle/schema";
import { type InstanceLogInput, logKinds } from "@/lib/contracts/instances";
import { machineName } from "@/lib/domain/names";
import { joinedLog, keptLog, LOG_KEPT } from "@/lib/domain/plain-log";
import { type Compute, ComputeError } from "@/lib/ports/compute";
import type { ServiceContext } from "@/lib/services/context";
import { runCommand } from "./run-command";

export type LogKind = InstanceLogInput["kind"];

const ASKING_SECONDS = 15;
const COMMAND_MS = 5_000;
/** Where cloud-init keeps what the start-up script printed. */
const STARTUP_LOG = "/var/log/cloud-init-output.log";

type Whose = { instanceId: string; regionId: string };

/**
 * Fetches what a machine has said since the last time and keeps it. One at a time, whatever the number of pages: what the
 * provider gives once must reach one place. Whoever dies while asking leaves a gap in the console's text. Throws `ComputeError`.
 */
export async function collectLog(ctx: ServiceContext, whose: Whose, kind: LogKind): Promise<void> {
  const { instanceId, regionId } = whose;
  const asking = sql`clock_timestamp() + make_interval(secs => ${ASKING_SECONDS})`;
  const claimed = await ctx.transact((tx) =>
    tx
      .insert(instanceLogs)
      .values({ instanceId, kind, askingUntil: asking })
      .onConflictDoUpdate({
        target: [instanceLogs.instanceId, instanceLogs.kind],
        set: { askingUntil: asking },
        setWhere: sql`coalesce(${instanceLogs.askingUntil}, '-infinity') < clock_timestamp()`,
      })
      .returning({ text: instanceLogs.text }),
  );
  const [known] = claimed;
  if (!known) return;
  const mine = and(eq(instanceLogs.instanceId, instanceId), eq(instanceLogs.kind, kind));
  const keep = (text: string | null) =>
    ctx.transact(async (tx) => {
      const change = text === null ? {} : { text, collectedAt: sql`app_now()` };
      await tx
        .update(instanceLogs)
        .set({ ...change, askingUntil: null })
        .where(mine);
    });
  try {
    const compute = ctx.ports.compute(regionId);
    await keep(keptLog(await followed(compute, machineName(instanceId), kind, known.text)));
  } catch (error) {
    await keep(null);
    throw error;
  }
}

/** The log as it is now, from what is known of it. */
async function followed(compute: Compute, machine: string, kind: LogKind, known: string): Promise<string> {
  if (kind === "console") {
    const { text, left } = await compute.console(machine);
    return left ? joinedLog(known, text.replaceAll("\u0000", "")) : known + text;
  }
  const tail = ["tail", "-c", `${LOG_KEPT}`, STARTUP_LOG];
  const { output } = await runCommand(compute, machine, tail, { bytes: LOG_KEPT, timeoutMs: COMMAND_MS });
  return output;
}

/** Before a machine is removed: whatever can still be had of its logs. Having none changes nothing. */
export async function keepLogs(ctx: ServiceContext, whose: Whose): Promise<void> {
  for (const kind of logKinds)
    await collectLog(ctx, whose, kind).catch((error: unknown) => {
      if (!(error instanceof ComputeError)) throw error;
    });
}
