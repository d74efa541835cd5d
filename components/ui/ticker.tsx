"use client";
/**
 * An amount that moves once per second: exact integers from a view's closed form, never past its next event, frozen by
 * "Pause live figures". Not a live region, and no motion: the text changes, nothing slides. The last four decimals are
 * quieter, so that cents can be read while the rest runs.
 */
import { useReader } from "@/components/i18n/provider";
import { amountAt, type LiveAmount } from "@/lib/format/live";
import { formatTicks } from "@/lib/format/money";
import { cx } from "./cx";
import { useSecond } from "./use-second";

export function Ticker(props: {
  amount: LiveAmount;
  currency: string;
  /** The server's clock when the view was read, in milliseconds. */
  serverNowMs: number;
  /** Decimals; six where it ticks. */
  digits?: number | undefined;
  testId?: string | undefined;
  /** Goes to `data-instance`. */
  instance?: string | undefined;
  className?: string | undefined;
}) {
  const { locale } = useReader();
  const second = useSecond(props.serverNowMs);
  const ticks = amountAt(props.amount, second);
  const digits = props.digits ?? 6;
  const text = formatTicks(ticks, { currency: props.currency, locale, digits });
  const split = quietFrom(text, digits);
  return (
    <span
      data-ticks={ticks.toString()}
      data-testid={props.testId}
      data-instance={props.instance}
      className={cx("figures whitespace-nowrap", props.className)}
      suppressHydrationWarning
    >
      {text.slice(0, split.from)}
      <span className="text-faint">{text.slice(split.from, split.to)}</span>
      {text.slice(split.to)}
    </span>
  );
}

/** Where the decimals after the cents begin and end: the last run of digits of the text, without its first two. */
function quietFrom(text: string, digits: number): { from: number; to: number } {
  const to = text.search(/\d\D*$/) + 1;
  return digits > 2 ? { from: to - digits + 2, to } : { from: to, to };
}
