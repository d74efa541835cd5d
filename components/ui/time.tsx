/** An instant: `<time datetime>` with the exact moment in a named zone. Absolute, because it never goes stale. */
import { formatInstant, formatRelative, type TimePrecision } from "@/lib/format/datetime";
import { formatDuration, isoDuration } from "@/lib/format/duration";
import { cx } from "./cx";

export function Time(props: {
  /** ISO instant in UTC. */
  at: string;
  locale: string;
  zone: string;
  precision?: TimePrecision | undefined;
  /** Off where a table's head names the zone. */
  nameZone?: boolean | undefined;
  /** Given: "in 3 hours" relative to this instant comes first and the absolute time is the quieter second part. */
  relativeTo?: string | number | undefined;
  testId?: string | undefined;
  className?: string | undefined;
}) {
  const { precision = "minute", nameZone = true, locale, zone } = props;
  const absolute = formatInstant(props.at, { locale, zone, precision, nameZone });
  return (
    <time
      dateTime={props.at}
      data-testid={props.testId}
      className={cx("tabular-nums", props.className)}
      title={
        precision === "second" ? undefined : formatInstant(props.at, { locale, zone, precision: "second" })
      }
    >
      {props.relativeTo === undefined ? (
        absolute
      ) : (
        <>
          {formatRelative(props.at, props.relativeTo, locale)}{" "}
          <span className="text-faint">({absolute})</span>
        </>
      )}
    </time>
  );
}

/** A length of time: `<time datetime="PT3725S">1h 2m</time>`. */
export function Duration(props: {
  seconds: number | string | bigint;
  locale: string;
  units?: number | undefined;
  className?: string | undefined;
}) {
  const seconds = BigInt(props.seconds);
  return (
    <time dateTime={isoDuration(seconds)} className={cx("tabular-nums whitespace-nowrap", props.className)}>
      {formatDuration(seconds, { locale: props.locale, units: props.units ?? 2 })}
    </time>
  );
}
