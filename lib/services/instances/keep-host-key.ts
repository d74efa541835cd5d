import { eq } from "drizzle-orm";
import { instances } from "@/drizzle/schema";
import { machineName } from "@/lib/domain/names";
import { ComputeError } from "@/lib/ports/compute";
import type { ServiceContext } from "@/lib/services/context";
import { runCommand } from "./run-command";

const LIMITS = { bytes: 4096, timeoutMs: 3_000 };
/** The key that OpenSSH offers first. */
const HOST_KEY = "/etc/ssh/ssh_host_ed25519_key.pub";

type Whose = { instanceId: string; regionId: string; accountId: string };

/**
 * Reads the machine's own host key through the provider, where nobody on the way can put another in its place, so that
 * people can compare what ssh asks them about. A machine that does not tell it has none shown.
 */
export async function keepHostKey(ctx: ServiceContext, whose: Whose): Promise<void> {
  const { instanceId, regionId, accountId } = whose;
  const name = machineName(instanceId);
  const ran = await runCommand(ctx.ports.compute(regionId), name, ["cat", HOST_KEY], LIMITS).catch(
    (error: unknown) => {
      if (error instanceof ComputeError) return null;
      throw error;
    },
  );
  const key = ran?.exitCode === 0 ? ctx.ports.parseSshKey(ran.output) : null;
  if (!key?.ok) return;
  await ctx.transact((tx) =>
    tx.update(instances).set({ hostKeyFingerprint: key.fingerprint }).where(eq(instances.id, instanceId)),
  );
  ctx.notify({ accountId, kind: "instances" });
}
