import { and, asc, desc, eq, sql } from "drizzle-orm";
import { gpuModels, imageRegions, images, instanceTypes, privateImages } from "@/drizzle/schema";
import type { ImageChoicesView, ImageView } from "@/lib/contracts/views";
import { authorise } from "@/lib/services/authorise";
import { priceKey } from "@/lib/services/catalogue/prices";
import { readRooms } from "@/lib/services/catalogue/rooms";
import type { ServiceContext } from "@/lib/services/context";
import { newestDriver } from "./drivers";
import { isLaunchable } from "./require";

/** What an account can launch from: the catalogue's images in the operator's order, then its own, newest first. */
export async function imageChoices(ctx: ServiceContext): Promise<ImageChoicesView> {
  const { accountId } = authorise(ctx, "view");
  const [listed, own, drivers] = await Promise.all([
    catalogueImages(ctx),
    ownImages(ctx, accountId),
    driversOf(ctx),
  ]);
  return { images: [...listed, ...own], drivers };
}

async function catalogueImages(ctx: ServiceContext): Promise<ImageView[]> {
  const rows = await ctx.db
    .select({
      image: images,
      regionIds: sql<
        string[]
      >`coalesce((select array_agg(${imageRegions.regionId} order by ${imageRegions.regionId})
        from ${imageRegions} where ${imageRegions.imageId} = ${images.id} and ${imageRegions.available}), '{}')`,
    })
    .from(images)
    .orderBy(asc(images.position), asc(images.id));
  return rows.map(({ image, regionIds }) => ({ ...viewOf(image), kind: image.kind, regionIds }));
}

async function ownImages(ctx: ServiceContext, accountId: string): Promise<ImageView[]> {
  const rows = await ctx.db
    .select({ own: privateImages, base: images })
    .from(privateImages)
    .innerJoin(images, eq(images.id, privateImages.baseImageId))
    .where(and(eq(privateImages.accountId, accountId), isLaunchable))
    .orderBy(desc(privateImages.createdAt), desc(privateImages.id));
  return rows.map(({ own, base }) => ({
    ...viewOf(base),
    id: own.id,
    kind: "own",
    name: own.name,
    description: base.name,
    minDiskGib: own.minDiskGib,
    // What a template's script has done is on the disk already.
    startupScript: null,
    regionIds: [own.regionId],
  }));
}

function viewOf(image: typeof images.$inferSelect) {
  return {
    id: image.id,
    name: image.name,
    description: image.description,
    needsGpu: image.needsGpu,
    cudaVersion: image.cudaVersion,
    minDriver: image.minDriverVersion,
    minDiskGib: 0,
    opensJupyter: image.opensJupyter,
    startupScript: image.startupScript,
    ports: image.ports,
  };
}

async function driversOf(ctx: ServiceContext): Promise<Record<string, string>> {
  const [rooms, types] = await Promise.all([
    readRooms(ctx.db),
    ctx.db
      .select({ type: instanceTypes })
      .from(instanceTypes)
      .innerJoin(gpuModels, eq(gpuModels.id, instanceTypes.gpuModelId)),
  ]);
  const found: Record<string, string> = {};
  for (const [regionId, { whole }] of rooms)
    for (const { type } of types) {
      const newest = newestDriver(whole, type);
      if (newest !== null) found[priceKey(regionId, type.id)] = newest;
    }
  return found;
}
