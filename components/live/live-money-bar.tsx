"use client";
/** The bar with the three numbers, kept current by the live stream. */
import { useMessages } from "@/components/i18n/provider";
import { MoneyBar } from "@/components/shell/money-bar";
import type { MeterView } from "@/lib/contracts/views";
import { useLiveState } from "./provider";
import { useMeter } from "./use-meter";

export function LiveMoneyBar(props: {
  meter: MeterView;
  initiallyPaused: boolean;
  /** Keeps the reader's choice: a server action. */
  keepPaused?: ((input: { paused: boolean }) => Promise<unknown>) | undefined;
}) {
  const { keepPaused, initiallyPaused } = props;
  const meter = useMeter(props.meter);
  const reconnecting = useLiveState() === "reconnecting";
  const words = useMessages("shell");
  return (
    <>
      <MoneyBar
        meter={meter}
        initiallyPaused={initiallyPaused}
        // The figures have stopped already; whether the choice is kept for next time need not be waited for.
        onPauseChange={keepPaused ? (paused) => void keepPaused({ paused }).catch(() => {}) : undefined}
      />
      <p role="status" className="bg-attention-soft px-4 py-1 text-xs empty:hidden">
        {reconnecting ? words.reconnecting : ""}
      </p>
    </>
  );
}
