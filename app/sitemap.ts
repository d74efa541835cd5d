import type { MetadataRoute } from "next";
import { env } from "@/lib/server/env";

export const dynamic = "force-dynamic";

const PAGES = ["", "/gpus", "/docs", "/status", "/legal/terms", "/legal/privacy", "/legal/acceptable-use"];

/** The public pages. */
export default function sitemap(): MetadataRoute.Sitemap {
  const { publicUrl } = env();
  return PAGES.map((path) => ({ url: `${publicUrl}${path || "/"}` }));
}
