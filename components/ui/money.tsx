/**
 * Amounts at rest: mono, tabular, cut to two decimals, with the exact ticks in `data-ticks`. `locale` and `currency` are
 * given, so it renders on the server. For amounts that move there is `Ticker`.
 */
import { formatCents, formatMicros, formatPerSecond, formatTicks } from "@/lib/format/money";
import { cx } from "./cx";

type Common = {
  currency: string;
  locale: string;
  testId?: string | undefined;
  className?: string | undefined;
};

/** Exact ticks (decimal string or bigint). */
export function Money(
  props: Common & {
    ticks: string | bigint;
    digits?: number | undefined;
    /** A plus before positive amounts: in lists of movements. */
    signed?: boolean | undefined;
  },
) {
  const ticks = BigInt(props.ticks);
  const text = formatTicks(ticks, {
    currency: props.currency,
    locale: props.locale,
    digits: props.digits ?? 2,
  });
  return (
    <span
      data-ticks={ticks.toString()}
      data-testid={props.testId}
      className={cx("figures whitespace-nowrap", props.className)}
    >
      {props.signed && ticks > 0n ? "+" : ""}
      {text}
    </span>
  );
}

/** Whole cents. */
export function Cents(props: Common & { cents: string | bigint }) {
  return (
    <span data-testid={props.testId} className={cx("figures whitespace-nowrap", props.className)}>
      {formatCents(BigInt(props.cents), props)}
    </span>
  );
}

/** A price in µ/h: per second first (the native price), per hour beside it. */
export function Price(
  props: Common & { microsPerHour: string | bigint; show?: "both" | "hour" | "second" | undefined },
) {
  const micros = BigInt(props.microsPerHour);
  const show = props.show ?? "both";
  return (
    <span
      data-ticks-per-second={micros.toString()}
      data-testid={props.testId}
      className={cx("figures whitespace-nowrap", props.className)}
    >
      {show === "hour" ? null : `${formatPerSecond(micros, props)}/s`}
      {show === "both" ? <span className="text-faint"> · </span> : null}
      {show === "second" ? null : <span>{`${formatMicros(micros, props)}/h`}</span>}
    </span>
  );
}
