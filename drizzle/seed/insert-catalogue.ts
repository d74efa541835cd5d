import type { NodePgDatabase } from "drizzle-orm/node-postgres";
import * as schema from "../schema";
import * as data from "./catalogue";
import { capacity } from "./fleet";

type Database = Pick<NodePgDatabase<typeof schema>, "insert">;

const MICROS_PER_CENT = 10_000n;

/** Price ids are made of what they price, so that seeding twice changes nothing. */
export const priceId = (kind: "run" | "disk", regionId: string, typeId: string) =>
  `prc_${kind}_${regionId}_${typeId}`;

export const volumePriceId = (regionId: string) => `prc_volume_${regionId}`;

/** Regions, GPU models, types, images and the price book. Rows that exist stay as they are. */
export async function insertCatalogue(db: Database, validFrom: Date): Promise<void> {
  await db
    .insert(schema.regions)
    .values(
      data.regions.map((region, position) => ({
        id: region.id,
        name: region.name,
        country: region.country,
        status: region.status,
        phase: region.phase,
        announcedFor: region.announcedFor,
        position,
      })),
    )
    .onConflictDoNothing();
  await db
    .insert(schema.gpuModels)
    .values(
      data.gpuModels.map(({ id, name, memoryGib, reportedAs }, position) => ({
        id,
        name,
        memoryGib,
        reportedAs,
        position,
      })),
    )
    .onConflictDoNothing();
  await db
    .insert(schema.instanceTypes)
    .values(data.instanceTypes.map(({ centsPerHour: _, ...type }, position) => ({ ...type, position })))
    .onConflictDoNothing();
  await db
    .insert(schema.images)
    .values(
      data.images.map(({ os: _os, release: _release, regions: _regions, ...image }, position) => ({
        ...image,
        position,
      })),
    )
    .onConflictDoNothing();
  await db.insert(schema.prices).values(priceBook(validFrom)).onConflictDoNothing();
  await db.insert(schema.prices).values(volumePrices(validFrom)).onConflictDoNothing();
}

function volumePrices(validFrom: Date) {
  return data.regions
    .filter((region) => region.status === "online")
    .map((region) => ({
      id: volumePriceId(region.id),
      regionId: region.id,
      kind: "volume" as const,
      currency: data.currency,
      microsPerHour: data.volumeMicrosPerGibHour,
      validFrom,
    }));
}

function priceBook(validFrom: Date) {
  return data.regions
    .filter((region) => region.status === "online")
    .flatMap((region) =>
      data.instanceTypes
        .filter((type) => capacity(region.id, type) > 0)
        .flatMap((type) =>
          (["run", "disk"] as const).map((kind) => ({
            id: priceId(kind, region.id, type.id),
            regionId: region.id,
            kind,
            instanceTypeId: type.id,
            currency: data.currency,
            microsPerHour:
              kind === "run"
                ? data.regionalCents(type.centsPerHour, region.pricePercent) * MICROS_PER_CENT
                : data.diskMicrosPerGibHour * BigInt(type.diskGib),
            validFrom,
          })),
        ),
    );
}
