import { and, eq, inArray, isNull, sql } from "drizzle-orm";
import { gpuModels, images, instances, instanceTypes, prices, regions } from "@/drizzle/schema";
import type { CatalogueFile } from "@/lib/contracts/catalogue-file";
import { rate } from "@/lib/domain/money";
import { type AuditFacts, recordAudit } from "@/lib/services/audit";
import type { ServiceContext, Transaction } from "@/lib/services/context";
import { newId } from "@/lib/services/id";

/** A file that cannot be applied to this database; one sentence that names the field. */
export class CatalogueRefused extends Error {}

export type CatalogueChange = {
  pricesOpened: number;
  /** Replaced by another one, or not in the file any more. */
  pricesClosed: number;
  /** In the database, but not in the file: they stay, since instances may refer to them. */
  kept: string[];
};

/**
 * Makes regions, models, types, images and the price book what the file says, in one transaction. A second time it
 * changes nothing. A price is never edited: the old row ends in the second in which the new one begins, and what is
 * there keeps its own for the notice (`announce-prices.ts`). What the file has no price for is not sold from then on.
 */
export function applyCatalogueFile(
  ctx: AuditFacts & Pick<ServiceContext, "transact">,
  file: CatalogueFile,
): Promise<CatalogueChange> {
  return ctx.transact(async (tx) => {
    await refuseResizing(tx, file);
    await writeLists(tx, file);
    const change = { ...(await writePrices(tx, file)), kept: await keptIds(tx, file) };
    if (change.pricesOpened + change.pricesClosed > 0)
      await recordAudit(ctx, tx, {
        action: "catalogue.applied",
        detail: { opened: change.pricesOpened, closed: change.pricesClosed },
      });
    return change;
  });
}

/** What somebody has launched keeps its size: receipts and disks refer to it. */
async function refuseResizing(tx: Transaction, file: CatalogueFile): Promise<void> {
  const used = await tx
    .selectDistinct({ type: instanceTypes })
    .from(instanceTypes)
    .innerJoin(instances, eq(instances.instanceTypeId, instanceTypes.id));
  for (const { type: old } of used) {
    const index = file.types.findIndex(({ id }) => id === old.id);
    const wish = file.types[index];
    if (!wish) continue;
    const now = { ...wish, gpuModelId: wish.gpuModel ?? null, gpuCount: wish.gpuCount ?? 0 };
    for (const size of ["vcpus", "memoryGib", "diskGib", "gpuModelId", "gpuCount"] as const)
      if (old[size] !== now[size])
        throw new CatalogueRefused(
          `types[${index}].${size === "gpuModelId" ? "gpuModel" : size}: "${old.id}" has been launched with ${old[size]}; give another size another id`,
        );
  }
}

async function writeLists(tx: Transaction, file: CatalogueFile): Promise<void> {
  const placed = <T>(list: T[]) => list.map((item, position) => ({ ...item, position }));
  const written = (...columns: string[]) =>
    Object.fromEntries(columns.map((column) => [camel(column), sql.raw(`excluded.${column}`)]));
  await tx
    .insert(regions)
    .values(placed(file.regions).map((region) => ({ ...region, announcedFor: region.announcedFor ?? null })))
    .onConflictDoUpdate({
      target: regions.id,
      set: written("name", "country", "status", "phase", "announced_for", "position"),
    });
  if (file.gpuModels.length > 0)
    await tx
      .insert(gpuModels)
      .values(placed(file.gpuModels))
      .onConflictDoUpdate({
        target: gpuModels.id,
        set: written("name", "memory_gib", "reported_as", "position"),
      });
  await tx
    .insert(instanceTypes)
    .values(
      placed(file.types).map(({ gpuModel, gpuCount, ...type }) => ({
        ...type,
        gpuModelId: gpuModel ?? null,
        gpuCount: gpuCount ?? 0,
      })),
    )
    .onConflictDoUpdate({
      target: instanceTypes.id,
      set: written("gpu_model_id", "gpu_count", "vcpus", "memory_gib", "disk_gib", "position"),
    });
  await tx
    .insert(images)
    .values(
      placed(file.images).map(({ cuda, minDriver, jupyter, startupScript, ...image }) => ({
        ...image,
        cudaVersion: cuda ?? null,
        minDriverVersion: minDriver ?? null,
        opensJupyter: jupyter,
        startupScript: startupScript ?? null,
      })),
    )
    .onConflictDoUpdate({
      target: images.id,
      set: written(
        ...["name", "description", "kind", "alias", "ssh_user", "needs_gpu", "cuda_version"],
        ...["min_driver_version", "opens_jupyter", "startup_script", "ports", "position"],
      ),
    });
}

const camel = (column: string) => column.replace(/_(.)/g, (_, letter: string) => letter.toUpperCase());

async function writePrices(
  tx: Transaction,
  file: CatalogueFile,
): Promise<Pick<CatalogueChange, "pricesOpened" | "pricesClosed">> {
  const open = await tx
    .select()
    .from(prices)
    .where(and(isNull(prices.validTo), eq(prices.currency, file.currency)))
    .for("update");
  const wanted = sold(file).map(([regionId, instanceTypeId, kind, microsPerHour]) => ({
    ...{ regionId, instanceTypeId, kind, currency: file.currency },
    microsPerHour: rate(microsPerHour),
  }));
  const key = (row: {
    regionId: string;
    instanceTypeId: string | null;
    kind: string;
    microsPerHour: bigint;
  }) => `${row.regionId} ${row.instanceTypeId} ${row.kind} ${row.microsPerHour}`;
  const [before, after] = [new Set(open.map(key)), new Set(wanted.map(key))];
  const closing = open.filter((row) => !after.has(key(row)));
  const opening = wanted.filter((row) => !before.has(key(row)));
  // A whole second of the product's clock, so that the old row ends exactly where the new one begins.
  const now = sql<Date>`date_trunc('second', app_now())`;
  if (closing.length > 0)
    await tx
      .update(prices)
      .set({ validTo: now })
      .where(
        inArray(
          prices.id,
          closing.map(({ id }) => id),
        ),
      );
  if (opening.length > 0)
    await tx.insert(prices).values(opening.map((row) => ({ ...row, id: newId("prc"), validFrom: now })));
  return { pricesOpened: opening.length, pricesClosed: closing.length };
}

type Sold = [regionId: string, typeId: string | null, kind: "run" | "disk" | "volume", microsPerHour: bigint];

const sold = (file: CatalogueFile): Sold[] => [
  ...file.prices.flatMap(({ region, type, run, disk }): Sold[] => [
    [region, type, "run", run],
    [region, type, "disk", disk],
  ]),
  ...file.regions.flatMap(({ id, volumeGib }): Sold[] =>
    volumeGib === undefined ? [] : [[id, null, "volume", volumeGib]],
  ),
];

async function keptIds(tx: Transaction, file: CatalogueFile): Promise<string[]> {
  const lists = [
    [regions, file.regions, "region"],
    [instanceTypes, file.types, "type"],
    [images, file.images, "image"],
  ] as const;
  const kept: string[] = [];
  for (const [table, listed, what] of lists) {
    const known = new Set(listed.map(({ id }) => id));
    for (const { id } of await tx.select({ id: table.id }).from(table))
      if (!known.has(id)) kept.push(`${what} ${id}`);
  }
  return kept;
}
