import type { Metadata } from "next";
import { ChangeTable } from "@/components/fleet/change-table";
import { OurCertificate } from "@/components/fleet/identity";
import { Refresh } from "@/components/fleet/refresh";
import { RegionTable } from "@/components/fleet/region-table";
import { MessagesProvider } from "@/components/i18n/provider";
import { ButtonLink } from "@/components/ui/button";
import { PageHeader, Section } from "@/components/ui/page-header";
import { DEFAULT_LOCALE, messages, pick } from "@/lib/i18n";
import { staffContext } from "@/lib/server/context";
import { read } from "@/lib/server/read";
import { readerZone } from "@/lib/server/reader";
import { readFleet } from "@/lib/services/fleet/read-fleet";

export const metadata: Metadata = { title: messages(DEFAULT_LOCALE).fleet.title };

export default async function FleetPage() {
  const ctx = await read(staffContext());
  const [fleet, zone] = await Promise.all([read(readFleet(ctx)), readerZone()]);
  const all = messages(ctx.locale);
  const words = all.fleet;
  const shown = { locale: ctx.locale, zone, words };
  return (
    <MessagesProvider areas={pick(all, "fleet")}>
      <Refresh />
      <PageHeader
        title={words.title}
        text={words.text}
        actions={
          <ButtonLink href="/admin/fleet/new" variant="primary">
            {words.add}
          </ButtonLink>
        }
      />
      <div className="mb-8">
        <RegionTable regions={fleet.regions} {...shown} />
      </div>
      <Section title={words.identity.title} text={words.identity.text}>
        <OurCertificate identity={fleet.identity} words={words} />
      </Section>
      <Section title={words.changes.title}>
        <ChangeTable changes={fleet.changes} {...shown} />
      </Section>
    </MessagesProvider>
  );
}
