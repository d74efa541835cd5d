import { hosts } from "@/drizzle/schema";
import type { HostRef } from "@/lib/contracts/fleet";
import { DomainError } from "@/lib/domain/errors";
import type { ServiceContext } from "@/lib/services/context";
import { is, onHost } from "./on-host";

/**
 * Asks for the host to be taken out of service: the worker stops what runs there, and then has the cluster evacuate it.
 * Throws `wrong_state` when the host does not answer or is evacuated already.
 */
export function evacuateHost(ctx: ServiceContext, ref: HostRef): Promise<void> {
  return onHost(ctx, ref, "host.evacuation_asked", async (tx, host) => {
    if (host.maintenance === "evacuate") return false;
    if (host.state !== "online" && host.state !== "closed")
      throw new DomainError("wrong_state", { state: host.state });
    await tx.update(hosts).set({ maintenance: "evacuate", maintenanceError: null }).where(is(ref));
    return true;
  });
}

/** Asks for an evacuated host to be put back into service, or takes back an evacuation that is not done yet. */
export function restoreHost(ctx: ServiceContext, ref: HostRef): Promise<void> {
  return onHost(ctx, ref, "host.restore_asked", async (tx, host) => {
    if (host.maintenance === "restore") return false;
    if (host.state !== "evacuated" && host.maintenance !== "evacuate")
      throw new DomainError("wrong_state", { state: host.state });
    await tx.update(hosts).set({ maintenance: "restore", maintenanceError: null }).where(is(ref));
    return true;
  });
}
