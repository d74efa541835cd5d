import { eq } from "drizzle-orm";
import { images } from "@/drizzle/schema";
import { newestVersion } from "@/lib/domain/images";
import { fitsOnHost, type HostRoom } from "@/lib/domain/placement";
import { demandOf } from "@/lib/services/catalogue/rooms";
import type { Database, Transaction } from "@/lib/services/context";

/** The newest driver among the hosts that hold a type at all; null: none is known. */
export const newestDriver = (
  whole: readonly HostRoom[],
  type: Parameters<typeof demandOf>[0],
): string | null =>
  newestVersion(whole.filter((host) => fitsOnHost(host, demandOf(type)) > 0).map((host) => host.driver));

/** The oldest driver that runs what an image brings, the account's own ones by what they were made from. */
export async function minDriverOf(db: Database | Transaction, imageId: string): Promise<string | null> {
  const [image] = await db
    .select({ minDriver: images.minDriverVersion })
    .from(images)
    .where(eq(images.id, imageId));
  return image?.minDriver ?? null;
}
