import { eq, sql } from "drizzle-orm";
import { instances } from "@/drizzle/schema";
import { isPending } from "@/lib/domain/states";
import { second } from "@/lib/domain/time";
import { becomeReady, cancelPending, failLaunch, markBooting } from "@/lib/domain/transitions/reserve";
import type { ServiceContext } from "@/lib/services/context";
import { endFirewall } from "@/lib/services/firewall/record";
import { freeCards } from "@/lib/services/instances/place-machine";
import { recordEvent } from "@/lib/services/instances/record";
import { releaseVolumes } from "@/lib/services/volumes/release";
import type { Claim } from "./claim";
import { onClaim } from "./on-claim";

export type MachineFacts = {
  host: string;
  bootId: string | null;
  address: { host: string; port: number } | null;
};
export type Phases = { phase: string; at: string; percent?: number }[];

const facts = (machine: MachineFacts) => ({
  host: machine.host,
  bootId: machine.bootId,
  addressHost: machine.address?.host ?? null,
  addressPort: machine.address?.port ?? null,
});

/** The provider reports the machine running: from here the boot is counted. */
export function recordBooting(
  ctx: ServiceContext,
  claim: Claim,
  machine: MachineFacts,
  phases: Phases,
): Promise<boolean> {
  return onClaim(ctx, claim, async ({ account, row }) => {
    account.apply(markBooting({ at: account.now, instanceId: row.id }));
    await account.tx
      .update(instances)
      .set({ ...facts(machine), phases, bootStartedAt: sql`coalesce(${instances.bootStartedAt}, app_now())` })
      .where(eq(instances.id, row.id));
    return null;
  });
}

/** Ready: the run begins at the next whole second, so that the broken one is the customer's. */
export function recordReady(
  ctx: ServiceContext,
  claim: Claim,
  machine: MachineFacts,
  phases: Phases,
): Promise<boolean> {
  return onClaim(ctx, claim, async ({ account, row }) => {
    account.apply(becomeReady({ at: second(account.now + 1n), instanceId: row.id }));
    await account.tx
      .update(instances)
      .set({
        ...facts(machine),
        phases,
        appliedGeneration: claim.generation,
        restartApplied: sql`${instances.restartRequested}`,
        provenAliveAt: account.now,
        stateDetail: null,
        failedBoots: 0,
      })
      .where(eq(instances.id, row.id));
    return "done";
  });
}

/** The disk has arrived: from here on this is its host, and the boot has its own time. */
export function recordMoved(
  ctx: ServiceContext,
  claim: Claim,
  host: string,
  phases: Phases,
): Promise<boolean> {
  return onClaim(ctx, claim, async ({ account, row }) => {
    await account.tx
      .update(instances)
      .set({ host, moveTo: null, movedAt: sql`app_now()`, phases })
      .where(eq(instances.id, row.id));
    await recordEvent(account.tx, row.id, "disk_copied");
    return null;
  });
}

export type BootFailure = {
  /** `timeout`, or the provider's own code. */
  code: string;
  /** What the provider said, in its own words; null for a timeout. */
  detail: string | null;
};

/**
 * The boot is given up, free of charge. A launch whose machine is gone (`removed`) is `failed` and its cards are free;
 * a start goes back to its disk, and the loop switches the machine off.
 */
export function recordBootFailed(ctx: ServiceContext, claim: Claim, failure: BootFailure): Promise<boolean> {
  return onClaim(ctx, claim, async ({ account, row, instance }) => {
    if (!instance || !isPending(instance.state)) return "failed";
    const { tx, now: at } = account;
    if (instance.state === "starting")
      account.apply(cancelPending({ at, instanceId: row.id, reason: "start_failed" }));
    else {
      account.apply(failLaunch({ at, instanceId: row.id, reason: "boot_failed" }));
      await freeCards(tx, row.id);
      await releaseVolumes(tx, row.id);
      await endFirewall(tx, row.id);
    }
    await tx
      .update(instances)
      .set({ stateDetail: failure.code, failedBoots: sql`${instances.failedBoots} + 1` })
      .where(eq(instances.id, row.id));
    await recordEvent(tx, row.id, "boot_failed", {
      code: failure.code,
      ...(failure.detail === null ? {} : { detail: failure.detail.slice(0, 500) }),
    });
    return "failed";
  });
}

/** How far a boot has come; only a hint for people who watch, so a lost one is no harm. */
export async function recordPhases(ctx: ServiceContext, claim: Claim, phases: Phases): Promise<void> {
  await ctx.transact((tx) =>
    tx
      .update(instances)
      .set({ phases })
      .where(sql`${instances.id} = ${claim.instanceId} and ${instances.generation} = ${claim.generation}`),
  );
  ctx.notify({ accountId: claim.accountId, kind: "instances" });
}
