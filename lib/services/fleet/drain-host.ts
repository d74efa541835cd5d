import { sql } from "drizzle-orm";
import { hosts } from "@/drizzle/schema";
import type { HostRef } from "@/lib/contracts/fleet";
import type { ServiceContext } from "@/lib/services/context";
import { is, onHost } from "./on-host";

/** Nothing new is placed on the host. What runs there goes on. Drained already: success. */
export function drainHost(ctx: ServiceContext, ref: HostRef): Promise<void> {
  return onHost(ctx, ref, "host.drained", async (tx, host) => {
    if (host.drainedAt !== null) return false;
    await tx.update(hosts).set({ drainedAt: sql`app_now()` }).where(is(ref));
    return true;
  });
}

/** The host takes new machines again. */
export function undrainHost(ctx: ServiceContext, ref: HostRef): Promise<void> {
  return onHost(ctx, ref, "host.undrained", async (tx, host) => {
    if (host.drainedAt === null) return false;
    await tx.update(hosts).set({ drainedAt: null }).where(is(ref));
    return true;
  });
}
