"use client";
import { Ticker } from "@/components/ui/ticker";
import type { VolumeView } from "@/lib/contracts/volumes";

/** What a volume has cost since its creation, second by second. */
export function VolumeCost({ volume, className }: { volume: VolumeView; className?: string }) {
  const { accruedTicks: ticks, ...rest } = volume.totalCost;
  return (
    <Ticker
      amount={{ ticks, ...rest }}
      currency={volume.currency}
      serverNowMs={volume.serverNowMs}
      testId="volume-cost"
      instance={volume.id}
      className={className}
    />
  );
}
