"use server";
import { revalidatePath } from "next/cache";
import { createImageInput, createSnapshotInput, imageInput, snapshotInput } from "@/lib/contracts/snapshots";
import { action } from "@/lib/server/action";
import { createImage } from "@/lib/services/images/create";
import { deleteImage } from "@/lib/services/images/delete";
import { createSnapshot } from "@/lib/services/snapshots/create";
import { deleteSnapshot } from "@/lib/services/snapshots/delete";
import { restoreSnapshot } from "@/lib/services/snapshots/restore";

const after = () => revalidatePath("/console", "layout");

export const takeSnapshot = action(createSnapshotInput, createSnapshot, { after });
export const restore = action(snapshotInput, restoreSnapshot, { after });
export const removeSnapshot = action(snapshotInput, deleteSnapshot, { after });
export const makeImage = action(createImageInput, createImage, { after });
export const removeImage = action(imageInput, deleteImage, { after });
