import type { MetadataRoute } from "next";
import { DEFAULT_LOCALE, messages } from "@/lib/i18n";
import { env } from "@/lib/server/env";

export const dynamic = "force-dynamic";

/** What a phone needs to keep the console on its home screen. */
export default function manifest(): MetadataRoute.Manifest {
  const { brand } = env();
  return {
    name: brand,
    short_name: brand,
    description: messages(DEFAULT_LOCALE).site.home.description,
    lang: DEFAULT_LOCALE,
    start_url: "/console",
    display: "minimal-ui",
    background_color: "#f6f7f8",
    theme_color: "#f6f7f8",
    icons: [
      { src: "/icon.svg", type: "image/svg+xml", sizes: "any" },
      { src: "/icon-192.png", type: "image/png", sizes: "192x192" },
      { src: "/icon-512.png", type: "image/png", sizes: "512x512" },
    ],
  };
}
