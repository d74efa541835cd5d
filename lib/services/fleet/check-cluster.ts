import { and, eq, sql } from "drizzle-orm";
import { imageRegions, images } from "@/drizzle/schema";
import type { CheckProblemView, CheckView } from "@/lib/contracts/fleet";
import type { ClusterConnection, ClusterProblem } from "@/lib/ports/clusters";
import type { ServiceContext } from "@/lib/services/context";

/**
 * The join check: what an operator has to put right before machines of the region can be put on this cluster. Images are
 * asked for by the region's own aliases. Changes nothing.
 */
export async function checkCluster(
  ctx: ServiceContext,
  regionId: string,
  connection: ClusterConnection,
): Promise<CheckView> {
  const here = and(eq(imageRegions.imageId, images.id), eq(imageRegions.regionId, regionId));
  const alias = sql<string>`coalesce(${imageRegions.alias}, ${images.alias})`;
  const rows = await ctx.db
    .selectDistinct({ alias })
    .from(images)
    .leftJoin(imageRegions, here)
    .orderBy(alias);
  const aliases = rows.map(({ alias }) => alias);
  const { problems, found } = await ctx.ports.clusters.inspect(connection, aliases);
  const { fingerprint } = await ctx.ports.clusters.identity();
  return { problems: problems.map((problem) => viewOf(problem, fingerprint)), found };
}

function viewOf(problem: ClusterProblem, ours: string): CheckProblemView {
  switch (problem.kind) {
    case "unreachable":
    case "not_a_cluster":
    case "no_permission":
      return { kind: problem.kind, detail: { detail: problem.detail } };
    case "certificate_unknown":
      return { kind: problem.kind, detail: { presented: problem.presented } };
    case "certificate_other":
      return { kind: problem.kind, detail: { presented: problem.presented, expected: problem.expected } };
    case "not_trusted":
      return { kind: problem.kind, detail: { fingerprint: ours } };
    case "no_storage_pool":
      return {
        kind: problem.kind,
        detail: { wanted: problem.wanted, existing: problem.existing.join(", ") },
      };
    case "no_address":
      return { kind: problem.kind, detail: { hosts: problem.hosts.join(", ") } };
    case "images_missing":
      return { kind: problem.kind, detail: { aliases: problem.aliases.join(", ") } };
  }
}
