"use client";
/** Balance, burn and end in large, live. The bar above carries the same figures for machines to read. */
import { useMessages, useReader } from "@/components/i18n/provider";
import { useMeter } from "@/components/live/use-meter";
import { Stat, StatRow } from "@/components/ui/stat";
import { TextLink } from "@/components/ui/text-link";
import { Ticker } from "@/components/ui/ticker";
import { Time } from "@/components/ui/time";
import { useSecond } from "@/components/ui/use-second";
import type { MeterView } from "@/lib/contracts/views";
import { formatDuration } from "@/lib/format/duration";
import { formatPerHour, formatTicks } from "@/lib/format/money";
import { say } from "@/lib/i18n/say";

const DAY = 86_400n;

export function MoneyNow(props: { meter: MeterView }) {
  const m = useMessages("overview");
  const { locale } = useReader();
  const meter = useMeter(props.meter);
  const burn = BigInt(meter.burnTicksPerSecond);
  const pending = BigInt(meter.pendingTicksPerSecond);
  const money = { currency: meter.currency, locale };
  const perHour = (rate: bigint) => formatPerHour(rate, money);
  return (
    <StatRow>
      <Stat
        label={m.balance}
        value={
          <Ticker
            amount={{
              ticks: meter.balanceTicks,
              ticksPerSecond: (-burn).toString(),
              anchorSecond: meter.anchorSecond,
              nextEventSecond: meter.nextEventSecond,
            }}
            currency={meter.currency}
            serverNowMs={meter.serverNowMs}
            digits={2}
          />
        }
        note={<TextLink href="/console/billing">{m.addCredit}</TextLink>}
      />
      <Stat
        label={m.burn}
        value={say(m.perHour, { amount: perHour(burn) })}
        note={
          pending > 0n
            ? say(m.starting, { amount: perHour(pending) })
            : say(m.perDay, { amount: formatTicks(burn * DAY, money) })
        }
      />
      <RunsOut meter={meter} />
    </StatRow>
  );
}

function RunsOut({ meter }: { meter: MeterView }) {
  const m = useMessages("overview");
  const { locale, zone } = useReader();
  const second = useSecond(meter.serverNowMs);
  const end = meter.exhaustedAt ?? meter.runsOutAt;
  if (!end)
    return (
      <Stat label={m.runsOut} value={<span className="font-sans">{m.never}</span>} note={m.runwayNever} />
    );
  const left = Math.floor(Date.parse(end) / 1000) - second;
  return (
    <Stat
      label={m.runsOut}
      value={
        <span suppressHydrationWarning>
          {left > 0 && !meter.exhaustedAt
            ? say(m.inDuration, { duration: formatDuration(left, { locale }) })
            : m.ended}
        </span>
      }
      note={<Time at={end} locale={locale} zone={zone} precision="second" />}
    />
  );
}
