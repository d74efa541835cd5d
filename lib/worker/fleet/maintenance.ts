import { type Compute, ComputeError, type ComputeHost } from "@/lib/ports/compute";
import { log } from "@/lib/server/log";
import type { ServiceContext } from "@/lib/services/context";
import {
  type HostWish,
  hostWishes,
  maintenanceDone,
  maintenanceFailed,
  stopForMaintenance,
} from "@/lib/services/fleet/maintain";

/**
 * Carries out what operators ask of a region's hosts, one look after the other; nothing of it is kept but in the
 * database. Before a host is evacuated its machines are stopped by our own hand, so that each bill ends at a second that
 * we chose, and not when somebody finds the machine off.
 */
export class Maintenance {
  /** The cluster takes minutes; looks go on meanwhile. */
  private readonly working = new Set<string>();

  constructor(
    private readonly ctx: ServiceContext,
    private readonly regionId: string,
  ) {}

  async carryOn(compute: Compute, hosts: readonly ComputeHost[]): Promise<void> {
    for (const wish of await hostWishes(this.ctx, this.regionId)) {
      const host = hosts.find(({ name }) => name === wish.host);
      if (!host?.online || this.working.has(wish.host)) continue;
      if (host.evacuated === (wish.wish === "evacuate")) await maintenanceDone(this.ctx, wish);
      else if (wish.wish === "restore") this.begin(wish, () => compute.restore(wish.host));
      else if (wish.on > 0) await stopForMaintenance(this.ctx, wish);
      else this.begin(wish, () => compute.evacuate(wish.host));
    }
  }

  /** What fails is said on the page and tried again at the next look. The next look also sees that it is done. */
  private begin(wish: HostWish, work: () => Promise<void>): void {
    this.working.add(wish.host);
    work()
      .catch(async (error: unknown) => {
        const known = error instanceof ComputeError;
        if (!known) log.unexpected("maintenance of a host failed", error, { host: wish.host });
        await maintenanceFailed(this.ctx, wish, known ? error.message : "unexpected");
      })
      .catch((error: unknown) => log.unexpected("maintenance was not recorded", error, { host: wish.host }))
      .finally(() => this.working.delete(wish.host));
  }
}
