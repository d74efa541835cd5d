import type { Metadata } from "next";
import { HostBlock } from "@/components/fleet/host-block";
import { Refresh } from "@/components/fleet/refresh";
import { RegionFacts } from "@/components/fleet/region-facts";
import { RemoveRegion } from "@/components/fleet/remove-region";
import { SaleButton } from "@/components/fleet/sale-button";
import { StrayTable } from "@/components/fleet/stray-table";
import { StrayThings } from "@/components/fleet/stray-things";
import { MessagesProvider } from "@/components/i18n/provider";
import { Breadcrumbs } from "@/components/ui/breadcrumbs";
import { ButtonLink } from "@/components/ui/button";
import { EmptyState } from "@/components/ui/empty-state";
import { PageHeader, Section } from "@/components/ui/page-header";
import { messages, pick } from "@/lib/i18n";
import { staffContext } from "@/lib/server/context";
import { read } from "@/lib/server/read";
import { readerZone } from "@/lib/server/reader";
import { readRegion } from "@/lib/services/fleet/read-region";
import * as actions from "../actions";

type Props = { params: Promise<{ region: string }> };

export async function generateMetadata(props: Props): Promise<Metadata> {
  return { title: (await props.params).region };
}

export default async function RegionPage(props: Props) {
  const regionId = (await props.params).region;
  const ctx = await read(staffContext());
  const [{ region, hosts, strays, strayThings, observing, removable }, zone] = await Promise.all([
    read(readRegion(ctx, { regionId })),
    readerZone(),
  ]);
  const all = messages(ctx.locale);
  const words = all.fleet;
  const shown = { locale: ctx.locale, zone, words };
  const hostActions = {
    drain: actions.drainHost,
    undrain: actions.undrainHost,
    evacuate: actions.evacuateHost,
    restore: actions.restoreHost,
  };
  return (
    <MessagesProvider areas={pick(all, "fleet")}>
      <Refresh />
      <PageHeader
        title={region.name}
        breadcrumbs={
          <Breadcrumbs
            label={all.ui.youAreHere}
            items={[{ label: words.title, href: "/admin/fleet" }, { label: region.name }]}
          />
        }
        actions={
          <>
            <ButtonLink href={`/admin/fleet/${region.id}/edit`}>{words.region.edit}</ButtonLink>
            {removable ? <RemoveRegion region={region} action={actions.removeRegion} /> : null}
            <SaleButton
              region={region}
              actions={{ close: actions.closeRegion, reopen: actions.reopenRegion }}
            />
          </>
        }
      />
      <RegionFacts region={region} {...shown} />
      <Section title={words.region.hosts} text={hosts.length > 0 ? words.region.hostsText : undefined}>
        {hosts.length === 0 ? (
          <EmptyState
            title={words.region.noHosts}
            text={region.address ? words.region.noHostsText : words.region.noCluster}
          />
        ) : (
          <ul className="flex flex-col gap-3">
            {hosts.map((host) => (
              <HostBlock
                key={host.name}
                regionId={region.id}
                host={host}
                actions={hostActions}
                unprovenMinutes={Math.round(ctx.policies.unprovenSeconds / 60)}
                {...shown}
              />
            ))}
          </ul>
        )}
      </Section>
      {region.address ? (
        <Section title={words.region.strays} text={strays.length > 0 ? words.region.straysText : undefined}>
          <StrayTable strays={strays} {...shown} />
        </Section>
      ) : null}
      {region.address ? (
        <Section
          title={words.region.things}
          text={strayThings.length > 0 ? words.region.thingsText : undefined}
        >
          <StrayThings things={strayThings} observing={observing} {...shown} />
        </Section>
      ) : null}
    </MessagesProvider>
  );
}
