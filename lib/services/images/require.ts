import { and, eq, isNull } from "drizzle-orm";
import { imageRegions, images, privateImages } from "@/drizzle/schema";
import { DomainError } from "@/lib/domain/errors";
import { imageProblem } from "@/lib/domain/images";
import { type demandOf, readRooms } from "@/lib/services/catalogue/rooms";
import type { Transaction } from "@/lib/services/context";
import { newestDriver } from "./drivers";

/** Made, and still there. */
export const isLaunchable = and(eq(privateImages.state, "ready"), isNull(privateImages.missingSince));

export type ChosenImage = {
  imageId: string;
  privateImageId: string | null;
  minDriver: string | null;
  opensJupyter: boolean;
};

/**
 * An image that can run on the type in the region: one of the catalogue's, or one of the account's own. Another
 * account's is answered like an unknown one. Throws `invalid_input` with the reason.
 */
export async function requireImage(
  tx: Transaction,
  wish: { imageId: string; accountId: string; regionId: string; type: Parameters<typeof demandOf>[0] },
): Promise<ChosenImage> {
  const own = await ownReady(tx, wish);
  const [row] = await tx
    .select({ image: images, available: imageRegions.available })
    .from(images)
    .leftJoin(
      imageRegions,
      and(eq(imageRegions.imageId, images.id), eq(imageRegions.regionId, wish.regionId)),
    )
    .where(eq(images.id, own?.baseImageId ?? wish.imageId));
  if (!row) throw new DomainError("invalid_input", { reason: "unknown" }, "imageId");
  const { needsGpu, minDriverVersion: minDriver, opensJupyter } = row.image;
  const { gpuCount, diskGib } = wish.type;
  const problem = imageProblem(
    { needsGpu, minDriver, minDiskGib: own?.minDiskGib ?? 0 },
    {
      available: own ? own.regionId === wish.regionId : row.available,
      ...{ gpuCount, diskGib },
      newestDriver: minDriver === null || gpuCount === 0 ? null : await newestIn(tx, wish),
    },
  );
  if (problem !== null)
    throw new DomainError(
      "invalid_input",
      { reason: problem, driver: minDriver ?? "", gib: `${own?.minDiskGib ?? 0}` },
      "imageId",
    );
  return { imageId: row.image.id, privateImageId: own?.id ?? null, minDriver, opensJupyter };
}

async function ownReady(tx: Transaction, wish: { imageId: string; accountId: string }) {
  const mine = and(eq(privateImages.id, wish.imageId), eq(privateImages.accountId, wish.accountId));
  const [own] = await tx.select().from(privateImages).where(and(mine, isLaunchable));
  return own ?? null;
}

async function newestIn(
  tx: Transaction,
  wish: { regionId: string; type: Parameters<typeof demandOf>[0] },
): Promise<string | null> {
  const rooms = await readRooms(tx, wish.regionId);
  return newestDriver(rooms.get(wish.regionId)?.whole ?? [], wish.type);
}
