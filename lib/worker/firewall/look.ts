import { planFirewall } from "@/lib/domain/firewall/plan";
import { machineName } from "@/lib/domain/names";
import { ComputeError } from "@/lib/ports/compute";
import type { OpenForward } from "@/lib/ports/firewall";
import type { ServiceContext } from "@/lib/services/context";
import { recordFirewallMode } from "@/lib/services/firewall/modes";
import { wishOf } from "@/lib/services/firewall/wishes";
import { firewallsLeft, lookCloser } from "@/lib/services/firewall-operations/look-closer";
import { type Loop, repeat } from "../loops";

const LOOK_EVERY_MS = 60_000;

/** An operator may give a region another network, and somebody may change by hand what reaches a machine. */
export function firewallLookLoop(ctx: ServiceContext, regionId: string): Loop {
  return repeat(`firewalls of ${regionId}`, async () => {
    await lookAtRegion(ctx, regionId);
    return LOOK_EVERY_MS;
  });
}

/**
 * One look at a region, which reads it once however many instances it has. What is not as it was left is looked at more
 * closely, on its own, at once. A region that does not answer is looked at the next time; its own status says so.
 */
export async function lookAtRegion(ctx: ServiceContext, regionId: string): Promise<void> {
  try {
    const compute = ctx.ports.compute(regionId);
    const mode = await compute.firewallMode();
    await recordFirewallMode(ctx, regionId, mode);
    const rows = await firewallsLeft(ctx, regionId);
    if (rows.length === 0) return;
    const wanted = new Map(
      rows.map((row) => [machineName(row.instanceId), planFirewall(wishOf(row), mode, ctx.policies).wanted]),
    );
    const seen = await compute.lookAtFirewalls(wanted);
    const different = rows.filter((row) => {
      const found = seen.get(machineName(row.instanceId));
      return found && (found.changed || !sameForwards(found.forwards, row.forwards));
    });
    await lookCloser(
      ctx,
      different.map(({ instanceId }) => instanceId),
    );
  } catch (error) {
    if (!(error instanceof ComputeError)) throw error;
  }
}

const sameForwards = (a: readonly OpenForward[], b: readonly OpenForward[]): boolean => key(a) === key(b);

const key = (forwards: readonly OpenForward[]): string =>
  forwards
    .map(({ protocol, port, outside }) => `${protocol} ${port} ${outside.host} ${outside.port}`)
    .sort()
    .join();
