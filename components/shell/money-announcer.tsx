"use client";
/**
 * Money for the ear: speaks when the time left crosses 24 h, 6 h, 1 h, 10 min and the end, and on request. Never on a
 * tick. Goes by the true clock, also while the figures are paused.
 */
import { Volume2 } from "lucide-react";
import { useCallback, useEffect, useState } from "react";
import { useMessages, useReader } from "@/components/i18n/provider";
import { Button } from "@/components/ui/button";
import { serverNow } from "@/components/ui/server-clock";
import type { MeterView } from "@/lib/contracts/views";
import { formatDuration } from "@/lib/format/duration";
import { amountAt } from "@/lib/format/live";
import { formatPerHour, formatTicks } from "@/lib/format/money";
import { nextThreshold } from "@/lib/format/thresholds";
import { say } from "@/lib/i18n/say";

/** Asks the announcer of the page to speak; the keyboard shortcut does. */
export const READ_FIGURES = "read-figures";
const LONGEST_TIMER_MS = 2_000_000_000;

export function MoneyAnnouncer(props: { meter: MeterView }) {
  const words = useMessages("shell");
  const { locale } = useReader();
  const { meter } = props;
  const [spoken, setSpoken] = useState("");
  const { runsOutAt } = meter;

  useEffect(() => {
    if (!runsOutAt) return;
    const end = Date.parse(runsOutAt);
    let timer: ReturnType<typeof setTimeout>;
    const wait = () => {
      const next = nextThreshold((end - serverNow()) / 1000);
      if (!next) return;
      const pause = next.inSeconds * 1000;
      timer = setTimeout(
        () => {
          if (pause < LONGEST_TIMER_MS) {
            const duration = formatDuration(next.threshold, { locale, display: "long" });
            setSpoken(next.threshold === 0 ? words.spoken.ended : say(words.spoken.threshold, { duration }));
          }
          wait();
        },
        Math.min(pause, LONGEST_TIMER_MS),
      );
    };
    wait();
    return () => clearTimeout(timer);
  }, [runsOutAt, locale, words]);

  const read = useCallback(() => {
    const second = Math.floor(serverNow() / 1000);
    const burn = BigInt(meter.burnTicksPerSecond);
    const style = { currency: meter.currency, locale };
    const live = {
      ticks: meter.balanceTicks,
      ticksPerSecond: (-burn).toString(),
      anchorSecond: meter.anchorSecond,
      nextEventSecond: meter.nextEventSecond,
    };
    const left = meter.runsOutAt ? Math.floor(Date.parse(meter.runsOutAt) / 1000) - second : null;
    const end =
      meter.exhaustedAt || (left !== null && left <= 0)
        ? words.spoken.ended
        : left === null
          ? words.spoken.nothing
          : say(words.spoken.endsIn, { duration: formatDuration(left, { locale, display: "long" }) });
    setSpoken(
      say(words.spoken.figures, {
        balance: formatTicks(amountAt(live, second), style),
        burn: formatPerHour(burn, style),
        end,
      }),
    );
  }, [meter, locale, words]);

  useEffect(() => {
    window.addEventListener(READ_FIGURES, read);
    return () => window.removeEventListener(READ_FIGURES, read);
  }, [read]);

  return (
    <>
      <Button
        variant="ghost"
        size="sm"
        square
        aria-label={words.bar.read}
        title={words.bar.read}
        onClick={read}
        icon={<Volume2 aria-hidden />}
      />
      <span role="status" className="sr-only">
        {spoken}
      </span>
    </>
  );
}
