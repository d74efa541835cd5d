"use client";
import { Ticker } from "@/components/ui/ticker";
import type { CostView, InstanceView } from "@/lib/contracts/views";

const amount = (cost: CostView) => ({
  ticks: cost.accruedTicks,
  ticksPerSecond: cost.ticksPerSecond,
  anchorSecond: cost.anchorSecond,
  nextEventSecond: cost.nextEventSecond,
});

/** What the current run has cost, second by second. */
export function RunCost({ instance, className }: { instance: InstanceView; className?: string }) {
  return (
    <Ticker
      amount={amount(instance.runCost)}
      currency={instance.currency}
      serverNowMs={instance.serverNowMs}
      testId="instance-cost"
      instance={instance.id}
      className={className}
    />
  );
}

/** What the whole life has cost: runs and stopped disk. */
export function TotalCost({ instance, className }: { instance: InstanceView; className?: string }) {
  return (
    <Ticker
      amount={amount(instance.totalCost)}
      currency={instance.currency}
      serverNowMs={instance.serverNowMs}
      testId="instance-cost-total"
      instance={instance.id}
      className={className}
    />
  );
}
