import { newestVersion } from "@/lib/domain/images";
import { fitsOnHost, type HostRoom } from "@/lib/domain/placement";
import { demandOf } from "@/lib/services/catalogue/rooms";

/** The newest driver among the hosts that hold a type at all; null: none is known. */
export const newestDriver = (
  whole: readonly HostRoom[],
  type: Parameters<typeof demandOf>[0],
): string | null =>
  newestVersion(whole.filter((host) => fitsOnHost(host, demandOf(type)) > 0).map((host) => host.driver));
