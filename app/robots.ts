import type { MetadataRoute } from "next";
import { env } from "@/lib/server/env";

export const dynamic = "force-dynamic";

/** Public pages may be indexed; what needs a sign-in has nothing to offer a crawler. */
export default function robots(): MetadataRoute.Robots {
  return {
    rules: { userAgent: "*", allow: "/", disallow: ["/console", "/support", "/admin", "/api"] },
    sitemap: `${env().publicUrl}/sitemap.xml`,
  };
}
