"use client";
/**
 * What is about the end of the balance, on every page of the console: an hour ahead that it comes, and afterwards what
 * happened and until when disks are kept. It speaks once, when it appears: the instants stand still.
 */
import Link from "next/link";
import { useMessages, useReader } from "@/components/i18n/provider";
import { useMeter } from "@/components/live/use-meter";
import { Banner } from "@/components/ui/banner";
import { buttonClass } from "@/components/ui/button";
import { useSecond } from "@/components/ui/use-second";
import type { MeterView } from "@/lib/contracts/views";
import { formatInstant } from "@/lib/format/datetime";
import { formatTicks } from "@/lib/format/money";
import { say } from "@/lib/i18n/say";

const LOW_SECONDS = 3600;
/** What is missing is shown rounded up, so that this much is enough. */
const CENT = 36_000_000n;

export function GraceBanner(props: { meter: MeterView }) {
  const m = useMessages("shell").grace;
  const { locale, zone } = useReader();
  const meter = useMeter(props.meter);
  const second = useSecond(meter.serverNowMs);
  const instant = (at: string) => formatInstant(at, { locale, zone, precision: "second" });
  const left = meter.runsOutAt ? Math.floor(Date.parse(meter.runsOutAt) / 1000) - second : null;
  const ended = meter.exhaustedAt ?? (left !== null && left <= 0 ? meter.runsOutAt : null);
  const kept = meter.graceEndsAt ? say(m.kept, { deleted: instant(meter.graceEndsAt) }) : null;
  const action = (
    <Link href="/console/billing" className={buttonClass({ variant: "primary", size: "sm" })}>
      {m.action}
    </Link>
  );
  // Only what went back after it was used leads below zero; usage never does, so nothing burns there.
  const owed = -BigInt(meter.balanceTicks);
  if (owed > 0n) {
    const money = { currency: meter.currency, locale };
    return (
      <Banner
        tone="danger"
        edge
        testId="below-zero"
        title={say(m.negative, { owed: formatTicks(owed + CENT - 1n, money) })}
        text={kept ? `${m.negativeText} ${kept}` : m.negativeText}
        action={action}
      />
    );
  }
  if (ended) {
    const disks = kept ?? (meter.exhaustedAt ? m.over : "");
    return (
      <Banner
        tone="danger"
        edge
        testId="grace"
        title={say(m.ended, { ended: instant(ended) })}
        text={disks}
        action={action}
      />
    );
  }
  if (left === null || left >= LOW_SECONDS || !meter.runsOutAt) return null;
  return (
    <Banner
      tone="attention"
      edge
      testId="low-runway"
      text={say(m.low, { time: instant(meter.runsOutAt) })}
      action={action}
    />
  );
}
