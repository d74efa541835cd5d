/** One host: its state, what is used of it, its cards, and what can be done with it. */
import { ChevronRight } from "lucide-react";
import { Rich } from "@/components/i18n/rich";
import { Badge } from "@/components/ui/badge";
import { Banner } from "@/components/ui/banner";
import { Time } from "@/components/ui/time";
import type { FleetHostView } from "@/lib/contracts/fleet";
import { formatBytes, formatCount } from "@/lib/format/number";
import { type Messages, say, sayCount } from "@/lib/i18n";
import type { HostActions } from "./actions";
import { CardTable } from "./card-table";
import { HostButtons } from "./host-buttons";
import { AmountMeter } from "./meter";
import { HostPill } from "./pills";

export type HostBlockProps = {
  regionId: string;
  host: FleetHostView;
  actions: HostActions;
  locale: string;
  zone: string;
  unprovenMinutes: number;
  words: Messages["fleet"];
};

export function HostBlock(props: HostBlockProps) {
  const { host, locale, words: m } = props;
  const count = (value: number) => formatCount(value, locale);
  const gib = (value: number) => (value === 0 ? "0" : formatBytes(value * 1024 ** 3, locale));
  const free = host.cards.filter((card) => card.state === "free").length;
  const off = host.instances - host.running;
  // What is not as it should be is open from the start.
  const open = host.cards.some((card) => card.state === "wrong" || card.state === "missing");
  return (
    <li className="card" data-testid="host" data-host={host.name}>
      <div className="flex flex-wrap items-start justify-between gap-x-6 gap-y-2 px-4 pt-3">
        <div className="min-w-0">
          <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
            <h3 className="figures font-semibold">{host.name}</h3>
            <HostPill state={host.state} words={m} />
            {host.drainedAt ? <Badge tone="attention">{m.host.drained}</Badge> : null}
          </div>
          <p className="text-muted">
            {host.instances === 0
              ? m.host.nothing
              : [
                  ...(host.running > 0 ? [sayCount(locale, m.host.running, host.running)] : []),
                  ...(off > 0 ? [sayCount(locale, m.host.off, off)] : []),
                ].join(", ")}
            {host.address === null ? null : (
              <>
                {" · "}
                <Rich
                  text={m.host.forwards}
                  values={{ address: <span className="figures">{host.address}</span> }}
                />
              </>
            )}
          </p>
        </div>
        <div className="flex flex-wrap gap-2">
          <HostButtons regionId={props.regionId} host={host} actions={props.actions} />
        </div>
      </div>
      <HostNotices {...props} />
      <div className="grid gap-x-6 gap-y-3 px-4 py-3 sm:grid-cols-3">
        <AmountMeter label={m.region.vcpus} amount={host.vcpus} format={count} words={m.region} />
        <AmountMeter label={m.region.memory} amount={host.memoryGib} format={gib} words={m.region} />
        <AmountMeter label={m.region.disk} amount={host.diskGib} format={gib} words={m.region} />
      </div>
      {host.cards.length === 0 ? (
        <p className="border-t border-line px-4 py-2 text-muted">{m.host.noCards}</p>
      ) : (
        <details className="group border-t border-line" open={open}>
          <summary className="flex min-h-9 cursor-pointer flex-wrap items-center gap-x-3 px-4 py-1.5 hover:bg-hover">
            <ChevronRight aria-hidden className="-mr-1 size-4 text-muted group-open:rotate-90" />
            <span className="font-medium">{models(host)}</span>
            <span className="figures text-muted">
              {say(m.host.cardsOf, { free, total: host.cards.length })}
            </span>
            {host.driver ? <span className="figures text-muted">{driverText(host.driver, m)}</span> : null}
          </summary>
          <CardTable host={host} locale={locale} zone={props.zone} words={m} />
        </details>
      )}
    </li>
  );
}

/** "8 × A100 80 GB", each model once. */
function models(host: FleetHostView): string {
  const counts = new Map<string, number>();
  for (const { model } of host.cards) counts.set(model, (counts.get(model) ?? 0) + 1);
  return [...counts].map(([model, number]) => `${number} × ${model}`).join(", ");
}

const driverText = ({ version, cuda }: NonNullable<FleetHostView["driver"]>, m: Messages["fleet"]) =>
  cuda === null ? say(m.host.driver, { version }) : say(m.host.driverCuda, { version, cuda });

function HostNotices({ host, locale, zone, unprovenMinutes, words: m }: HostBlockProps) {
  const at = (instant: string) => <Time at={instant} locale={locale} zone={zone} precision="second" />;
  const vanished = host.state === "offline" || host.state === "removed";
  const lines = [
    vanished ? (
      <Banner
        key="state"
        live={false}
        tone="danger"
        title={
          <>
            {m.host.states[host.state]} <Rich text={m.host.since} values={{ at: at(host.since) }} />
          </>
        }
        text={host.instances > 0 ? say(m.host.vanished, { minutes: unprovenMinutes }) : undefined}
      />
    ) : null,
    host.maintenance ? (
      <Banner
        key="wish"
        live={false}
        tone={host.maintenanceError ? "attention" : "info"}
        title={wishText(host, m)}
        text={host.maintenanceError ? say(m.host.failed, { error: host.maintenanceError }) : undefined}
      />
    ) : null,
  ].filter((line) => line !== null);
  return lines.length === 0 ? null : <div className="flex flex-col gap-2 px-4 pt-3">{lines}</div>;
}

function wishText(host: FleetHostView, m: Messages["fleet"]): string {
  if (host.maintenance === "restore") return m.host.restoring;
  return host.running > 0 ? say(m.host.evacuating, { running: host.running }) : m.host.evacuatingNone;
}
