import { z } from "zod";
import { givenName, idOf } from "./common";
import type { InstantText } from "./views";

export const createSnapshotInput = z.object({ instanceId: idOf("ins"), name: givenName });
export type CreateSnapshotInput = z.output<typeof createSnapshotInput>;

export const snapshotInput = z.object({ snapshotId: idOf("snp") });
export type SnapshotInput = z.output<typeof snapshotInput>;

export const createImageInput = z.object({ snapshotId: idOf("snp"), name: givenName });
export type CreateImageInput = z.output<typeof createImageInput>;

export const imageInput = z.object({ imageId: idOf("img") });
export type ImageInput = z.output<typeof imageInput>;

export type SnapshotView = {
  id: string;
  instanceId: string;
  name: string;
  state: "creating" | "ready" | "restoring" | "deleting" | "failed";
  stateDetail: string | null;
  /** Null where the storage does not say, and until it is made. */
  sizeBytes: number | null;
  createdAt: InstantText;
};

export type PrivateImageView = {
  id: string;
  name: string;
  regionId: string;
  regionName: string;
  state: "creating" | "ready" | "deleting" | "failed";
  stateDetail: string | null;
  /** While it is made and the provider says how far. */
  percent: number | null;
  sizeBytes: number | null;
  minDiskGib: number;
  baseImageName: string;
  /** Its type launches the image again, unless it is sold no more. */
  fromInstance: { instanceId: string; name: string; typeId: string };
  /** Instances that were launched from it and are not gone. They keep their disks without it. */
  usedBy: { instanceId: string; name: string }[];
  /** It is no longer at the provider, since when that is known; nothing can be launched from it. */
  missingSince: InstantText | null;
  /** Set in grace: when it is deleted. */
  deletedAt: InstantText | null;
  createdAt: InstantText;
};

/** Everything that is kept for an account free of charge, and how much that may be. */
export type KeptView = {
  snapshots: SnapshotView[];
  images: PrivateImageView[];
  used: { snapshots: number; images: number; bytes: number };
  limits: { snapshots: number; images: number; gib: number };
  serverNowMs: number;
};
