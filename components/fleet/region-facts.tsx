/** What a region is and has, and, while its cluster does not answer, what that means. */
import { Banner } from "@/components/ui/banner";
import { Stat, StatRow } from "@/components/ui/stat";
import type { FleetRegionView } from "@/lib/contracts/fleet";
import { formatBytes, formatCount } from "@/lib/format/number";
import { type Messages, say } from "@/lib/i18n";
import { StatusPill } from "./pills";
import { Cards, errorText, Health } from "./region-table";

export function RegionFacts(props: {
  region: FleetRegionView;
  locale: string;
  zone: string;
  words: Messages["fleet"];
}) {
  const { region, locale, words: m } = props;
  const count = (value: number) => formatCount(value, locale);
  const gib = (value: number) => (value === 0 ? "0" : formatBytes(value * 1024 ** 3, locale));
  const sizes = [
    { label: m.region.vcpus, amount: region.vcpus, format: count },
    { label: m.region.memory, amount: region.memoryGib, format: gib },
    { label: m.region.disk, amount: region.diskGib, format: gib },
  ];
  const { error } = region.health;
  return (
    <>
      <div className="mb-4 flex flex-wrap items-start gap-x-8 gap-y-3">
        <div>
          <StatusPill status={region.status} words={m} />
          <p className="figures mt-0.5 text-xs text-muted">{region.id}</p>
        </div>
        <div>
          <Health {...props} />
        </div>
        {region.address ? (
          <div className="min-w-0">
            <p className="text-xs text-muted">{m.region.address}</p>
            <p className="figures break-all">{region.address}</p>
          </div>
        ) : null}
        {region.firewall ? (
          <div>
            <p className="text-xs text-muted">{m.region.firewall}</p>
            <p>{m.region.firewalls[region.firewall]}</p>
          </div>
        ) : null}
      </div>
      {error ? (
        <Banner
          className="mb-6"
          live={false}
          tone="danger"
          title={m.region.downTitle}
          text={`${errorText(error.code, m)} ${m.region.downText}`}
        >
          <p className="figures mt-2 text-xs break-all text-muted">{error.detail}</p>
        </Banner>
      ) : null}
      {region.hosts.total > 0 ? (
        <div className="mb-8">
          <StatRow>
            <Stat label={m.region.cards} value={<Cards counts={region.cards} locale={locale} words={m} />} />
            {sizes.map(({ label, amount, format }) => (
              <Stat
                key={label}
                label={label}
                value={say(m.region.free, { free: format(Math.max(0, amount.total - amount.used)) })}
                note={say(m.region.used, { used: format(amount.used), total: format(amount.total) })}
              />
            ))}
          </StatRow>
        </div>
      ) : null}
    </>
  );
}
