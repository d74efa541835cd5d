"use client";
/** Has the page rendered again when the money took another course than the one it was rendered with. */
import { useRouter } from "next/navigation";
import { useEffect } from "react";
import { useMeter } from "@/components/live/use-meter";
import type { MeterView } from "@/lib/contracts/views";

export function RefreshOnChange(props: { meter: MeterView }) {
  const router = useRouter();
  const live = useMeter(props.meter);
  const rendered = courseOf(props.meter);
  const current = courseOf(live);
  useEffect(() => {
    if (current !== rendered) router.refresh();
  }, [current, rendered, router]);
  return null;
}

/** What decides the line: the same until something starts, stops, is paid or is settled. */
const courseOf = (meter: MeterView) =>
  [
    meter.balanceTicks,
    meter.anchorSecond,
    meter.burnTicksPerSecond,
    meter.runsOutAt,
    meter.exhaustedAt,
    meter.graceEndsAt,
  ].join(" ");
