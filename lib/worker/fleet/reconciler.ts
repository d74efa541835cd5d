import { judgeMachine, type Shown } from "@/lib/domain/machine-proof";
import { machineName } from "@/lib/domain/names";
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
import { mirrorRegion, recordRegionStatus } from "@/lib/services/fleet/mirror";
import { oldQuarantined, recordStrays, type Stray } from "@/lib/services/fleet/stray";
import { mirrorImages } from "@/lib/services/images/mirror";

/** A machine of ours that nobody knows may be one whose row is being written by a slow colleague. */
const LEFTOVER_AFTER_SECONDS = 600;

export type ReconcilerOptions = { deploymentId: string };

/** Compares one region with what was confirmed, again and again; each time from one snapshot. */
export class Reconciler {
  /** Since when an instance has been looked for in vain, in seconds of the product's clock. */
  private readonly inVain = new Map<string, bigint>();

  constructor(
    private readonly ctx: ServiceContext,
    private readonly regionId: string,
    private readonly options: ReconcilerOptions,
  ) {}

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
      await this.compare(now, null, new Set());
      return;
    }
    const { ours, foreign } = this.sort(machines);
    const later = await laterEpoch(ctx, Math.max(1, ...[...ours.values()].map(epochOf)));
    // An error of the region, so that nobody launches there and no operation is begun until an operator has looked.
    await recordRegionStatus(ctx, regionId, later && observing(later));
    const foreignCards = foreign.flatMap((machine) =>
      machine.cards.map((pciAddress) => ({ host: machine.host, pciAddress })),
    );
    await mirrorRegion(ctx, regionId, hosts, foreignCards);
    await mirrorImages(ctx, regionId, aliases);
    const away = new Set(hosts.filter((host) => !host.online).map((host) => host.name));
    if (later) {
      await recordStrays(ctx, regionId, strayList(foreign, await this.unknown(ours)));
      return;
    }
    const unknown = await this.compare(now, { compute, ours }, away);
    await this.handleStrays(compute, foreign, unknown);
  }

  /** The machines of ours that no row knows, without acting on any. */
  private async unknown(ours: ReadonlyMap<string, Machine>): Promise<Machine[]> {
    const machines = [...ours.values()];
    const known = await knownInstances(this.ctx, this.regionId, machines.map(instanceIdOf));
    const ids = new Set(known.map((each) => each.instanceId));
    return machines.filter((machine) => !ids.has(instanceIdOf(machine)));
  }

  private sort(machines: readonly Machine[]): { ours: Map<string, Machine>; foreign: Machine[] } {
    const isOurs = (machine: Machine) => machine.tags[deploymentTag] === this.options.deploymentId;
    return {
      ours: new Map(machines.filter(isOurs).map((machine) => [machine.name, machine])),
      foreign: machines.filter((machine) => !isOurs(machine)),
    };
  }

  /** Returns the machines of ours that no row knows. */
  private async compare(
    now: bigint,
    seen: { compute: Compute; ours: Map<string, Machine> } | null,
    away: ReadonlySet<string>,
  ): Promise<Machine[]> {
    const { ctx } = this;
    const named = [...(seen?.ours.values() ?? [])].map(instanceIdOf);
    const known = await knownInstances(ctx, this.regionId, named);
    const proofs: Proof[] = [];
    for (const each of known) {
      if (!each.settled) this.inVain.delete(each.instanceId);
      else await this.compareOne(each, now, seen, away, proofs);
    }
    await recordProofs(ctx, now, proofs);
    const ids = new Set(known.map((each) => each.instanceId));
    return [...(seen?.ours.values() ?? [])].filter((machine) => !ids.has(instanceIdOf(machine)));
  }

  private async compareOne(
    known: Known,
    now: bigint,
    seen: { compute: Compute; ours: Map<string, Machine> } | null,
    away: ReadonlySet<string>,
    proofs: Proof[],
  ): Promise<void> {
    const { ctx } = this;
    const machine = seen?.ours.get(machineName(known.instanceId)) ?? null;
    if (known.state !== "running") {
      if (seen) await this.compareIdle(known, machine, seen.compute, away);
      return;
    }
    const shown = seen === null || away.has(machine?.host ?? known.host ?? "") ? UNKNOWN : show(machine);
    const verdict = judgeMachine({
      shown,
      bootId: known.bootId,
      provenAliveAt: known.provenAliveAt,
      inVainSince: this.inVain.get(known.instanceId) ?? null,
      now,
      unprovenSeconds: ctx.policies.unprovenSeconds,
    });
    if (verdict === "unknown") {
      if (!this.inVain.has(known.instanceId)) this.inVain.set(known.instanceId, now);
      return;
    }
    this.inVain.delete(known.instanceId);
    if (verdict === "alive") {
      proofs.push({
        instanceId: known.instanceId,
        generation: known.generation,
        bootId: shown?.bootId ?? null,
      });
    } else if (verdict === "unproven") {
      const reason = away.has(known.host ?? "") ? "host_died" : "unproven";
      await foundDead(ctx, known, { reason, diskLost: false });
    } else if (seen) await this.confirmDeath(known, seen.compute, verdict);
  }

  /** The snapshot may be older than a boot that was just recorded: ask again before money moves. */
  private async confirmDeath(known: Known, compute: Compute, verdict: "off" | "absent"): Promise<void> {
    const again = show(await compute.machine(machineName(known.instanceId)));
    if (verdict === "absent" && again === null)
      await foundDead(this.ctx, known, { reason: "machine_lost", diskLost: true });
    if (verdict === "off" && again?.status === "off")
      await foundDead(this.ctx, known, { reason: "guest_shutdown", diskLost: false });
  }

  /** What is off should be off, what is gone should be gone, and a kept disk should be there. */
  private async compareIdle(
    known: Known,
    machine: Machine | null,
    compute: Compute,
    away: ReadonlySet<string>,
  ): Promise<void> {
    if (known.state === "stopped") {
      if (machine === null) {
        const missing =
          !away.has(known.host ?? "") && (await compute.machine(machineName(known.instanceId))) === null;
        if (missing) await foundLost(this.ctx, known);
      } else if (show(machine)?.status === "running") await reopen(this.ctx, known);
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

const UNKNOWN: Shown = { status: "unknown", bootId: null };

function show(machine: Machine | null): Shown {
  if (machine === null) return null;
  if (machine.status === "stopped") return { status: "off", bootId: null };
  if (machine.status === "error" || machine.bootId === null) return UNKNOWN;
  return { status: "running", bootId: machine.bootId };
}

const instanceIdOf = (machine: Machine): string => machine.tags.instance ?? machine.name;
