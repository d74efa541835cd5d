"use client";
/** A running clock since an instant ("1:02:05"), or down to one; by the server's clock, stopped by "Pause live figures". */
import { formatClock, isoDuration } from "@/lib/format/duration";
import { cx } from "./cx";
import { useSecond } from "./use-second";

export function Elapsed(props: {
  /** ISO instant. Elapsed since it, or with `until` remaining to it. */
  at: string;
  until?: boolean | undefined;
  serverNowMs: number;
  className?: string | undefined;
}) {
  const second = useSecond(props.serverNowMs);
  const at = Math.floor(Date.parse(props.at) / 1000);
  const seconds = props.until ? at - second : second - at;
  return (
    <time
      dateTime={isoDuration(seconds)}
      className={cx("figures whitespace-nowrap", props.className)}
      suppressHydrationWarning
    >
      {formatClock(seconds)}
    </time>
  );
}
