import { asc, eq } from "drizzle-orm";
import { gpuModels, instanceTypes } from "@/drizzle/schema";
import type { TypeView } from "@/lib/contracts/views";
import type { ServiceContext } from "@/lib/services/context";

/** "8 × A100 80 GB", or "4 vCPU" for a type without cards. A product's name, the same in every language. */
export function typeName(type: { gpuName: string | null; gpuCount: number; vcpus: number }): string {
  if (type.gpuName === null) return `${type.vcpus} vCPU`;
  return type.gpuCount === 1 ? type.gpuName : `${type.gpuCount} × ${type.gpuName}`;
}

/** Every type that the operator offers anywhere, in the operator's order. */
export async function listTypes(ctx: Pick<ServiceContext, "db">): Promise<TypeView[]> {
  const rows = await ctx.db
    .select({ type: instanceTypes, model: gpuModels })
    .from(instanceTypes)
    .leftJoin(gpuModels, eq(gpuModels.id, instanceTypes.gpuModelId))
    .orderBy(asc(instanceTypes.position), asc(instanceTypes.id));
  return rows.map(({ type, model }) => ({
    id: type.id,
    name: typeName({ gpuName: model?.name ?? null, gpuCount: type.gpuCount, vcpus: type.vcpus }),
    gpuModelId: type.gpuModelId,
    gpuName: model?.name ?? null,
    gpuMemoryGib: model?.memoryGib ?? null,
    gpuCount: type.gpuCount,
    vcpus: type.vcpus,
    memoryGib: type.memoryGib,
    diskGib: type.diskGib,
  }));
}
