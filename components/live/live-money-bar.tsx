"use client";
/** The bar with the three numbers, kept current by the live stream. */
import { MoneyBar } from "@/components/shell/money-bar";
import type { MeterView } from "@/lib/contracts/views";
import { useMeter } from "./use-meter";

export function LiveMoneyBar(props: {
  meter: MeterView;
  initiallyPaused: boolean;
  /** Keeps the reader's choice: a server action. */
  keepPaused?: ((input: { paused: boolean }) => Promise<unknown>) | undefined;
}) {
  const { keepPaused, initiallyPaused } = props;
  const meter = useMeter(props.meter);
  return (
    <MoneyBar
      meter={meter}
      initiallyPaused={initiallyPaused}
      // The figures have stopped already; whether the choice is kept for next time need not be waited for.
      onPauseChange={keepPaused ? (paused) => void keepPaused({ paused }).catch(() => {}) : undefined}
    />
  );
}
