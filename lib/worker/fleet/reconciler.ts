import { judgeMachine, type Shown } from "@/lib/domain/machine-proof";
import { machineName } from "@/lib/domain/names";
import type { DeathReason } from "@/lib/domain/states";
import { type Compute, ComputeError, deploymentTag, type Machine } from "@/lib/ports/compute";
import type { ServiceContext } from "@/lib/services/context";
import { type EpochState, epochOf, laterEpoch } from "@/lib/services/fleet/epoch";
import { foundDead, foundLost } from "@/lib/services/fleet/found";
import {
  type Known,
  knownInstances,
  type Proof,
  readSecond,
  recordProofs,
  reopen,
} from "@/lib/services/fleet/known";
import { type HeldCard, mirrorRegion, recordRegionStatus } from "@/lib/services/fleet/mirror";
import { type Move, recordMoves } from "@/lib/services/fleet/moves";
import { LEFTOVER_AFTER_SECONDS, oldQuarantined, recordStrays, type Stray } from "@/lib/services/fleet/stray";
import { mirrorImages, mirrorPrivateImages } from "@/lib/services/images/mirror";
import { Maintenance } from "./maintenance";

export type ReconcilerOptions = { deploymentId: string };

/** Compares one region with what was confirmed, again and again; each time from one snapshot. */
export class Reconciler {
  /** Since when an instance has been looked for in vain, in seconds of the product's clock, and whether for its host. */
  private readonly inVain = new Map<string, { since: bigint; hostAway: boolean }>();
  private readonly maintenance: Maintenance;

  constructor(
    private readonly ctx: ServiceContext,
    private readonly regionId: string,
    private readonly options: ReconcilerOptions,
  ) {
    this.maintenance = new Maintenance(ctx, regionId);
  }

  /** One look. A region that does not answer is recorded as such, and its runs as not proven. */
  async look(): Promise<void> {
    const { ctx, regionId } = this;
    // Read before the snapshot is asked for: a proof never claims more than was seen.
    const now = await readSecond(ctx);
    let compute: Compute;
    let hosts: Awaited<ReturnType<Compute["hosts"]>>;
    let machines: Machine[];
    let aliases: Awaited<ReturnType<Compute["imageAliases"]>>;
    try {
      compute = ctx.ports.compute(regionId);
      [hosts, machines, aliases] = await Promise.all([
        compute.hosts(),
        compute.machines(),
        compute.imageAliases(),
      ]);
    } catch (error) {
      if (!(error instanceof ComputeError)) throw error;
      await recordRegionStatus(ctx, regionId, `${error.code}: ${error.message}`.slice(0, 500));
      await this.compare(now, null);
      return;
    }
    const { ours, foreign } = this.sort(machines);
    const later = await laterEpoch(ctx, Math.max(1, ...[...ours.values()].map(epochOf)));
    // An error of the region, so that nobody launches there and no operation is begun until an operator has looked.
    await recordRegionStatus(ctx, regionId, later && observing(later));
    await mirrorRegion(ctx, regionId, hosts, machines.flatMap(this.heldCards));
    await mirrorImages(ctx, regionId, aliases);
    await mirrorPrivateImages(ctx, regionId, { aliases, second: now });
    const listed = new Map(hosts.map((host) => [host.name, host.online]));
    if (later) {
      await recordStrays(ctx, regionId, strayList(foreign, await this.unknown(ours)));
      return;
    }
    const unknown = await this.compare(now, { compute, ours, listed });
    await this.handleStrays(compute, foreign, unknown);
    await this.maintenance.carryOn(compute, hosts);
  }

  /** The machines of ours that no row knows, without acting on any. */
  private async unknown(ours: ReadonlyMap<string, Machine>): Promise<Machine[]> {
    const machines = [...ours.values()];
    const known = await knownInstances(this.ctx, this.regionId, machines.map(instanceIdOf));
    const ids = new Set(known.map((each) => each.instanceId));
    return machines.filter((machine) => !ids.has(instanceIdOf(machine)));
  }

  private isOurs = (machine: Machine): boolean => machine.tags[deploymentTag] === this.options.deploymentId;

  private heldCards = (machine: Machine): HeldCard[] => {
    const running = machine.status !== "stopped" && machine.status !== "error";
    const instanceId = this.isOurs(machine) ? instanceIdOf(machine) : null;
    return machine.cards.map((pciAddress) => ({
      host: machine.host,
      pciAddress,
      machine: machine.name,
      running,
      instanceId,
    }));
  };

  private sort(machines: readonly Machine[]): { ours: Map<string, Machine>; foreign: Machine[] } {
    return {
      ours: new Map(machines.filter(this.isOurs).map((machine) => [machine.name, machine])),
      foreign: machines.filter((machine) => !this.isOurs(machine)),
    };
  }

  /** Returns the machines of ours that no row knows. */
  private async compare(now: bigint, seen: Seen | null): Promise<Machine[]> {
    const { ctx } = this;
    const named = [...(seen?.ours.values() ?? [])].map(instanceIdOf);
    const known = await knownInstances(ctx, this.regionId, named);
    const proofs: Proof[] = [];
    const moves: Move[] = [];
    for (const each of known) {
      if (!each.settled) this.inVain.delete(each.instanceId);
      else await this.compareOne(each, now, seen, proofs);
      const at = seen?.ours.get(machineName(each.instanceId))?.host;
      if (each.settled && at !== undefined && each.host !== null && at !== each.host)
        moves.push({ instanceId: each.instanceId, generation: each.generation, host: at });
    }
    await recordProofs(ctx, now, proofs);
    await recordMoves(ctx, moves);
    const ids = new Set(known.map((each) => each.instanceId));
    return [...(seen?.ours.values() ?? [])].filter((machine) => !ids.has(instanceIdOf(machine)));
  }

  private async compareOne(known: Known, now: bigint, seen: Seen | null, proofs: Proof[]): Promise<void> {
    const { ctx } = this;
    const machine = seen?.ours.get(machineName(known.instanceId)) ?? null;
    if (known.state !== "running") {
      if (seen) await this.compareIdle(known, machine, seen);
      return;
    }
    const hostAway = seen !== null && isAway(seen, machine, known);
    const shown = seen === null || hostAway ? UNKNOWN : show(machine);
    const inVain = this.inVain.get(known.instanceId);
    const verdict = judgeMachine({
      shown,
      bootId: known.bootId,
      provenAliveAt: known.provenAliveAt,
      inVainSince: inVain?.since ?? null,
      now,
      unprovenSeconds: ctx.policies.unprovenSeconds,
    });
    if (verdict === "unknown") {
      const since = inVain?.since ?? now;
      this.inVain.set(known.instanceId, { since, hostAway: hostAway || (inVain?.hostAway ?? false) });
      return;
    }
    this.inVain.delete(known.instanceId);
    if (verdict === "alive") {
      proofs.push({
        instanceId: known.instanceId,
        generation: known.generation,
        bootId: shown?.bootId ?? null,
        address: machine?.address ?? null,
      });
    } else if (verdict === "unproven") {
      const reason = hostAway ? "host_died" : "unproven";
      await foundDead(ctx, known, { reason, diskLost: false });
    } else if (seen) {
      // What is off after its host was away did not shut itself down.
      const offReason = inVain?.hostAway ? "host_died" : "guest_shutdown";
      await this.confirmDeath(known, seen.compute, verdict, offReason);
    }
  }

  /** The snapshot may be older than a boot that was just recorded: ask again before money moves. */
  private async confirmDeath(
    known: Known,
    compute: Compute,
    verdict: "off" | "paused" | "absent",
    offReason: DeathReason,
  ): Promise<void> {
    const name = machineName(known.instanceId);
    const again = show(await compute.machine(name));
    if (verdict === "absent" && again === null)
      await foundDead(this.ctx, known, { reason: "machine_lost", diskLost: true });
    if (verdict === "off" && again?.status === "off")
      await foundDead(this.ctx, known, { reason: offReason, diskLost: false });
    // Its wish is now to be stopped, so the operations loop switches it off: a pause does not go on by itself. What the
    // provider pauses for its own work does: then the same boot proves the time in between.
    if (verdict === "paused" && again?.status === "paused" && !(await compute.busy(name)))
      await foundDead(this.ctx, known, { reason: "machine_paused", diskLost: false });
  }

  /** What is off should be off, what is gone should be gone, and a kept disk should be there. */
  private async compareIdle(known: Known, machine: Machine | null, seen: Seen): Promise<void> {
    if (known.state === "stopped") {
      if (machine === null) {
        const missing =
          !isAway(seen, machine, known) &&
          (await seen.compute.machine(machineName(known.instanceId))) === null;
        if (missing) await foundLost(this.ctx, known);
      } else if (["running", "paused"].includes(show(machine)?.status ?? "")) await reopen(this.ctx, known);
    } else if (machine !== null && (known.state === "terminated" || known.state === "failed"))
      await reopen(this.ctx, known);
  }

  /**
   * Machines of others are listed and left alone. One that carries our tag but is unknown is quarantined, and removed
   * only if it was never ready.
   */
  private async handleStrays(
    compute: Compute,
    foreign: readonly Machine[],
    unknown: readonly Machine[],
  ): Promise<void> {
    const { ctx, regionId } = this;
    await recordStrays(ctx, regionId, strayList(foreign, unknown));
    const leftovers = unknown.filter((machine) => machine.tags.ready !== "true");
    if (leftovers.length === 0) return;
    const old = await oldQuarantined(ctx, regionId, LEFTOVER_AFTER_SECONDS);
    for (const machine of leftovers) if (old.has(machine.name)) await compute.remove(machine.name);
  }
}

const observing = ({ epoch, seen }: EpochState): string =>
  `observing only: machines carry a later epoch (${seen}) than this database (${epoch}), which seems to be restored ` +
  "from a backup. npm run epoch:confirm says more";

const strayList = (foreign: readonly Machine[], unknown: readonly Machine[]): Stray[] => [
  ...foreign.map(({ name, host }): Stray => ({ name, host, kind: "foreign" })),
  ...unknown.map(({ name, host }): Stray => ({ name, host, kind: "quarantined" })),
];

/** One snapshot of a region. `listed`: the cluster's members, and whether each answers. */
type Seen = { compute: Compute; ours: ReadonlyMap<string, Machine>; listed: ReadonlyMap<string, boolean> };

/**
 * What a host says of its machines counts only while it is there. A machine that the cluster still lists on a member
 * which it has lost or removed is not known to be anything; one that the cluster does not list any more is gone, unless
 * its host is a member that does not answer.
 */
function isAway({ listed }: Seen, machine: Machine | null, known: Pick<Known, "host">): boolean {
  return machine ? listed.get(machine.host) !== true : listed.get(known.host ?? "") === false;
}

const UNKNOWN: Shown = { status: "unknown", bootId: null };

function show(machine: Machine | null): Shown {
  if (machine === null) return null;
  if (machine.status === "stopped") return { status: "off", bootId: null };
  if (machine.status === "frozen") return { status: "paused", bootId: machine.bootId };
  if (machine.status === "error" || machine.bootId === null) return UNKNOWN;
  return { status: "running", bootId: machine.bootId };
}

const instanceIdOf = (machine: Machine): string => machine.tags.instance ?? machine.name;
