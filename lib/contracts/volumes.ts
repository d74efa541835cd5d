import { z } from "zod";
import { cleanMountPath, mountPathProblem } from "@/lib/domain/mount-path";
import type { ShownVolumeState } from "@/lib/domain/volume-states";
import { catalogueCode, givenName, idOf, requestId } from "./common";
import type { CostView, InstantText, IntegerText, NextPriceView } from "./views";

const volumeId = idOf("vol");
const snapshotId = idOf("vsn");
const confirmName = z.string({ error: "name_not_matching" });

/** Whole GiB, as a form sends them. */
const sizeGib = z
  .union([z.string().trim(), z.number().int()], { error: "volume_size" })
  .transform(String)
  .refine((text) => /^\d{1,6}$/.test(text), { error: "volume_size" })
  .transform(BigInt);

/** An absolute path inside the machine that is not the system's own. */
export const mountPath = z
  .string({ error: "required" })
  .transform(cleanMountPath)
  .superRefine((path, check) => {
    const problem = mountPathProblem(path);
    if (problem !== null) check.addIssue({ code: "custom", message: `mount_path_${problem}` });
  });

/**
 * `beside` says what it will be used with, because a volume lives on one host: a GPU model's code, `cpu`, or an
 * instance's id. `priceId` is the price that was shown; another one in force is answered `price_changed`.
 */
export const createVolumeInput = z.object({
  requestId,
  name: givenName,
  regionId: catalogueCode,
  sizeGib,
  beside: catalogueCode,
  priceId: catalogueCode,
});
export type CreateVolumeInput = z.output<typeof createVolumeInput>;

export const volumeInput = z.object({ volumeId });
export type VolumeInput = z.output<typeof volumeInput>;

export const growVolumeInput = z.object({ volumeId, sizeGib });
export type GrowVolumeInput = z.output<typeof growVolumeInput>;

export const attachVolumeInput = z.object({ volumeId, instanceId: idOf("ins"), mountPath });
export type AttachVolumeInput = z.output<typeof attachVolumeInput>;

export const deleteVolumeInput = z.object({ volumeId, confirmName });
export type DeleteVolumeInput = z.output<typeof deleteVolumeInput>;

export const snapshotVolumeInput = z.object({ volumeId, name: givenName });
export type SnapshotVolumeInput = z.output<typeof snapshotVolumeInput>;

export const volumeSnapshotInput = z.object({ snapshotId });
export type VolumeSnapshotInput = z.output<typeof volumeSnapshotInput>;

/** The volume's name is typed, because what was written since the snapshot is lost. */
export const restoreVolumeInput = z.object({ snapshotId, confirmName });
export type RestoreVolumeInput = z.output<typeof restoreVolumeInput>;

export type VolumeSnapshotView = {
  id: string;
  name: string;
  state: "creating" | "ready" | "restoring" | "deleting" | "failed";
  stateDetail: string | null;
  createdAt: InstantText;
};

export type VolumeView = {
  id: string;
  name: string;
  regionId: string;
  regionName: string;
  /** Where it lives: only instances of this host can have it. */
  host: string;
  /** What the host's cards are; null: a host without. */
  hostGpuName: string | null;
  state: ShownVolumeState;
  stateReason: string | null;
  /** The provider's words for what went wrong last. */
  stateDetail: string | null;
  sizeGib: number;
  wantedGib: number;
  currency: string;
  gibMicrosPerHour: IntegerText;
  /** Of the whole volume. */
  microsPerHour: IntegerText;
  nextPrice: (NextPriceView & { gibMicrosPerHour: IntegerText }) | null;
  /** From creation until now. */
  totalCost: CostView;
  /** Where it is, or is about to be. */
  attachment: { instanceId: string; instanceName: string; mountPath: string; sshUser: string } | null;
  snapshots: VolumeSnapshotView[];
  /** Set in grace: when it is deleted. */
  deletedAt: InstantText | null;
  /**
   * It vanished at the provider: when it was last known to be there, where its bill ends, when that was found, and
   * which instance had it, or was about to.
   */
  lost: {
    lastKnownAt: InstantText;
    foundAt: InstantText;
    from: { instanceId: string; mountPath: string } | null;
  } | null;
  /** Its host does not answer since then: it is kept, and nobody reaches it. */
  awaySince: InstantText | null;
  createdAt: InstantText;
  serverNowMs: number;
};

/** Where volumes can be made, at which price, and beside what. */
export type VolumeRegionView = {
  regionId: string;
  regionName: string;
  reachable: boolean;
  priceId: string;
  gibMicrosPerHour: IntegerText;
  currency: string;
  /** `roomGib`: the largest that fits there now. */
  places: { beside: string; label: string; kind: "gpu" | "cpu" | "instance"; roomGib: number }[];
};

/** An instance of the volume's region, and whether it could have the volume now. */
export type AttachCandidateView = {
  instanceId: string;
  name: string;
  fit: "fits" | "other_host" | "busy";
};
