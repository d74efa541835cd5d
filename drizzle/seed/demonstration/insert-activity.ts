import * as schema from "@/drizzle/schema";
import type { Transaction } from "@/lib/services/context";
import { newId } from "@/lib/services/id";
import {
  HISTORY_DAYS,
  type PlannedInstance,
  plannedActing,
  plannedInstances,
  plannedKept,
  plannedTopUps,
  plannedVolume,
} from "../history";
import { firewallSetId, imageId, instanceId, machineSnapshotId, paymentId, volumeId } from "./ids";
import type { SeededPeople } from "./insert-people";

const DAY = 86_400;
const BOOT_SECONDS = 47;

type Entry = { before: number; action: string; targetId?: string; detail?: Record<string, string> };

/** What the month's people would have left in the log, oldest first; and that support once acted for the customer. */
export async function insertActivity(tx: Transaction, people: SeededPeople, now: Date): Promise<void> {
  const { accountId, customerUserId } = people;
  const at = (before: number) => new Date(now.getTime() - before * 1000);
  const own = ownEntries().map((entry) => ({
    ...{ ...entry, accountId, actorUserId: customerUserId, mode: "own" as const },
  }));
  const acted = await insertActing(tx, people, at);
  const rows = [...own, ...acted].sort((a, b) => b.before - a.before);
  await tx.insert(schema.auditLog).values(rows.map(({ before, ...row }) => ({ ...row, at: at(before) })));
}

function ownEntries(): Entry[] {
  const serving = plannedInstances.find(({ name }) => name === plannedVolume.attachedTo);
  const { name, sizeGib, grownGib } = plannedVolume;
  return [
    { before: HISTORY_DAYS * DAY, action: "account.created" },
    ...plannedTopUps.map(({ before }, index) => ({
      ...{ before: before + 90, action: "payment.started", targetId: paymentId(index) },
    })),
    ...plannedInstances.flatMap(instanceEntries),
    {
      ...{ before: plannedVolume.createdBefore, action: "volume.created", targetId: volumeId },
      detail: { name, sizeGib: `${sizeGib}` },
    },
    {
      ...{ before: plannedVolume.grownBefore, action: "volume.resized", targetId: volumeId },
      detail: { sizeGib: `${grownGib}` },
    },
    {
      before: (serving?.runs[0]?.readyBefore ?? 0) + BOOT_SECONDS,
      ...{ action: "volume.attached", targetId: volumeId, detail: { mountPath: plannedVolume.mountPath } },
    },
    {
      ...{ before: plannedVolume.snapshot.before, action: "volume.snapshotted", targetId: volumeId },
      detail: { snapshot: plannedVolume.snapshot.name },
    },
    { before: plannedKept.snapshot.before, action: "snapshot.created", targetId: machineSnapshotId },
    { before: plannedKept.image.before, action: "image.created", targetId: imageId },
    {
      before: (serving?.runs[0]?.readyBefore ?? 0) + 3 * BOOT_SECONDS,
      ...{ action: "firewall.set_created", targetId: firewallSetId },
    },
  ];
}

function instanceEntries(planned: PlannedInstance, index: number): Entry[] {
  const targetId = instanceId(index);
  const last = planned.runs.at(-1)?.stoppedBefore ?? 0;
  return [
    ...planned.runs.flatMap(({ readyBefore, stoppedBefore }, run): Entry[] => [
      {
        before: readyBefore + BOOT_SECONDS,
        ...{ action: run === 0 ? "instance.launched" : "instance.started", targetId },
      },
      ...(stoppedBefore === null ? [] : [{ before: stoppedBefore, action: "instance.stopped", targetId }]),
    ]),
    ...(planned.end === "terminated" ? [{ before: last - 60, action: "instance.terminated", targetId }] : []),
  ];
}

async function insertActing(tx: Transaction, people: SeededPeople, at: (before: number) => Date) {
  const { accountId, supportUserId } = people;
  const { before, seconds, allowedSeconds, reason, pages } = plannedActing;
  const actingId = newId("act");
  const who = { accountId, actorUserId: supportUserId, mode: "acting_read" as const, actingId };
  await tx.insert(schema.actings).values({
    ...{ id: actingId, accountId, staffUserId: supportUserId, reason, mode: "acting_read" },
    ...{ startedAt: at(before), endedAt: at(before - seconds), expiresAt: at(before - allowedSeconds) },
  });
  const staff = { accountId, actorUserId: supportUserId, mode: "staff" as const, targetId: actingId };
  return [
    { ...staff, before, action: "acting.started", detail: { reason } },
    ...pages.map((path, index) => ({
      ...{ ...who, before: before - 20 - index * 45, action: "page.viewed", detail: { path } },
    })),
    { ...staff, before: before - seconds, action: "acting.ended" },
  ];
}
