"use server";
import { revalidatePath } from "next/cache";
import {
  attachVolumeInput,
  createVolumeInput,
  deleteVolumeInput,
  growVolumeInput,
  restoreVolumeInput,
  snapshotVolumeInput,
  volumeInput,
  volumeSnapshotInput,
} from "@/lib/contracts/volumes";
import { action } from "@/lib/server/action";
import { attachVolume } from "@/lib/services/volumes/attach";
import { createVolume } from "@/lib/services/volumes/create";
import { deleteVolume } from "@/lib/services/volumes/delete";
import { deleteSnapshot } from "@/lib/services/volumes/delete-snapshot";
import { detachVolume } from "@/lib/services/volumes/detach";
import { dismissVolume } from "@/lib/services/volumes/dismiss";
import { growVolume } from "@/lib/services/volumes/grow";
import { restoreVolume } from "@/lib/services/volumes/restore";
import { snapshotVolume } from "@/lib/services/volumes/snapshot";

const after = () => revalidatePath("/console", "layout");

export const create = action(createVolumeInput, createVolume, { after });
export const grow = action(growVolumeInput, growVolume, { after });
export const attach = action(attachVolumeInput, attachVolume, { after });
export const detach = action(volumeInput, detachVolume, { after });
export const takeSnapshot = action(snapshotVolumeInput, snapshotVolume, { after });
export const restore = action(restoreVolumeInput, restoreVolume, { after });
export const removeSnapshot = action(volumeSnapshotInput, deleteSnapshot, { after });
export const remove = action(deleteVolumeInput, deleteVolume, { after });
export const dismiss = action(volumeInput, dismissVolume, { after });
