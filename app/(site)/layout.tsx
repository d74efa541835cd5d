import type { Metadata } from "next";
import type { ReactNode } from "react";
import { SiteShell } from "@/components/shell/site-shell";
import { DEFAULT_LOCALE } from "@/lib/i18n";
import { env } from "@/lib/server/env";
import { currentSession } from "@/lib/server/session";

export function generateMetadata(): Metadata {
  const { brand, publicUrl } = env();
  return {
    metadataBase: new URL(publicUrl),
    applicationName: brand,
    title: { default: brand, template: `%s · ${brand}` },
    // Relative to the page: each is its own canonical address, without its query.
    alternates: { canonical: "./" },
  };
}

export default async function SiteLayout({ children }: { children: ReactNode }) {
  const session = await currentSession();
  return (
    <SiteShell
      brand={env().brand}
      locale={DEFAULT_LOCALE}
      signedIn={session !== null}
      demonstration={env().demonstration}
      year={new Date().getFullYear()}
    >
      <div className="mx-auto w-full max-w-page px-4 py-8 sm:px-6">{children}</div>
    </SiteShell>
  );
}
