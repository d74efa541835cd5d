"use client";
/**
 * The quiet bar of the console: balance, burn, and when the balance runs out. Takes the meter's view and computes every
 * second exactly; whoever has a live view renders it again with the newer one.
 */
import Link from "next/link";
import { useMessages, useReader } from "@/components/i18n/provider";
import { buttonClass } from "@/components/ui/button";
import { Ticker } from "@/components/ui/ticker";
import { useSecond } from "@/components/ui/use-second";
import type { MeterView } from "@/lib/contracts/views";
import { formatInstant } from "@/lib/format/datetime";
import { formatDuration } from "@/lib/format/duration";
import { formatPerHour, formatPerSecond } from "@/lib/format/money";
import { say } from "@/lib/i18n/say";
import { MoneyAnnouncer } from "./money-announcer";
import { PauseFigures } from "./pause-figures";

const CELL = "min-w-0 md:border-l md:border-line md:pl-5 md:first:border-0 md:first:pl-0";
const LABEL = "text-xs text-muted";
const VALUE = "figures text-base leading-6 font-medium max-md:text-sm max-md:leading-5";

export function MoneyBar(props: {
  meter: MeterView;
  /** The setting of the account; the reader may change it for this page. */
  initiallyPaused: boolean;
  /** Keeps the setting: a server action. */
  onPauseChange?: ((paused: boolean) => void) | undefined;
}) {
  const m = useMessages("shell").bar;
  const { locale } = useReader();
  const { meter } = props;
  const style = { currency: meter.currency, locale };
  const burn = BigInt(meter.burnTicksPerSecond);
  const pending = BigInt(meter.pendingTicksPerSecond);
  return (
    <section
      aria-label={m.label}
      className="sticky top-0 z-20 border-b border-line bg-surface px-4 py-2 sm:px-6 lg:px-8"
    >
      <div className="flex flex-wrap items-center gap-x-5 gap-y-2">
        <dl className="grid flex-1 grid-cols-2 gap-x-4 gap-y-1.5 md:flex md:gap-x-5">
          <div className={CELL}>
            <dt className={LABEL}>{m.balance}</dt>
            <dd className={VALUE}>
              <Ticker
                testId="balance"
                amount={{
                  ticks: meter.balanceTicks,
                  ticksPerSecond: (-burn).toString(),
                  anchorSecond: meter.anchorSecond,
                  nextEventSecond: meter.nextEventSecond,
                }}
                currency={meter.currency}
                serverNowMs={meter.serverNowMs}
              />
            </dd>
          </div>
          <div className={CELL}>
            <dt className={LABEL}>{m.runsOut}</dt>
            <dd className={VALUE}>
              <RunsOut meter={meter} />
            </dd>
          </div>
          <div className={`${CELL} max-md:col-span-2 md:order-none`}>
            <dt className={`${LABEL} max-md:sr-only`}>{m.burn}</dt>
            <dd className={`${VALUE} max-md:text-xs`}>
              <span data-testid="burn-rate" data-ticks-per-second={burn.toString()}>
                {say(m.perHour, { amount: formatPerHour(burn, style) })}
                <span className="text-muted">
                  {" · "}
                  {say(m.perSecond, { amount: formatPerSecond(burn, style) })}
                </span>
              </span>
              {pending > 0n ? (
                <span className="ml-2 font-sans text-xs font-normal tracking-normal text-muted max-md:ml-0 max-md:block">
                  {say(m.launching, { amount: formatPerHour(pending, style) })}
                </span>
              ) : null}
            </dd>
          </div>
        </dl>
        <div className="flex items-center gap-1 max-md:self-end">
          <PauseFigures initially={props.initiallyPaused} onChange={props.onPauseChange} />
          <MoneyAnnouncer meter={meter} />
          <Link
            href="/console/billing"
            className={buttonClass({ size: "sm", className: "ml-2 max-md:hidden" })}
          >
            {m.addCredit}
          </Link>
        </div>
      </div>
    </section>
  );
}

function RunsOut(props: { meter: MeterView }) {
  const m = useMessages("shell").bar;
  const { locale, zone } = useReader();
  const { runsOutAt, exhaustedAt, serverNowMs } = props.meter;
  const second = useSecond(serverNowMs);
  if (exhaustedAt) return <span className="font-sans">{m.ended}</span>;
  if (!runsOutAt) return <span className="font-sans text-muted">{m.nothingRuns}</span>;
  const left = Math.floor(Date.parse(runsOutAt) / 1000) - second;
  return (
    <time
      data-testid="runs-out"
      dateTime={runsOutAt}
      title={formatInstant(runsOutAt, { locale, zone, precision: "second" })}
      className={left < 3600 ? "text-danger" : left < 86_400 ? "text-attention" : undefined}
      suppressHydrationWarning
    >
      {left > 0 ? say(m.inDuration, { duration: formatDuration(left, { locale }) }) : m.ended}
      <span className="ml-2 font-sans text-xs font-normal tracking-normal text-muted max-lg:hidden">
        {formatInstant(runsOutAt, { locale, zone })}
      </span>
    </time>
  );
}
