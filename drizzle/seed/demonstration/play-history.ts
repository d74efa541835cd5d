import type { AccountState, Effect } from "@/lib/domain/account";
import { catchUp } from "@/lib/domain/catch-up";
import { cents, centsToTicks, rate } from "@/lib/domain/money";
import type { Policies } from "@/lib/domain/policies";
import { type Second, second } from "@/lib/domain/time";
import { change, type Transition } from "@/lib/domain/transitions/change";
import { addGrant, creditTopUp } from "@/lib/domain/transitions/credit";
import { becomeReady, beginStart, reserve } from "@/lib/domain/transitions/reserve";
import { confirmRemoved, confirmStopped, removeInstance, stop } from "@/lib/domain/transitions/run";
import { confirmCreated, confirmGrown, growVolume, reserveVolume } from "@/lib/domain/transitions/volume";
import { volumeMicrosPerGibHour } from "../catalogue";
import {
  type PlannedInstance,
  plannedGrant,
  plannedInstances,
  plannedTopUps,
  plannedVolume,
} from "../history";
import { instanceId, volumeId } from "./ids";

const BOOT_SECONDS = 47n;
const SHUTDOWN_SECONDS = 6n;
const VOLUME_SECONDS = 2n;

export type Prices = { runPriceId: string; diskPriceId: string; runRate: bigint; diskRate: bigint };
type Step = { at: Second; transition: Transition };
type Plan = {
  now: Second;
  policies: Policies;
  prices: (planned: PlannedInstance) => Prices;
  paymentIntentIds: readonly string[];
  grantId: string;
  volumePriceId: string;
};

/**
 * The month as it would have happened: every step at its own second, through the transitions that real use takes.
 * Pure; `account` is the new account's state.
 */
export function playHistory(account: AccountState, plan: Plan): { state: AccountState; effects: Effect[] } {
  const steps = [
    ...moneySteps(plan),
    ...volumeSteps(plan),
    ...plannedInstances.flatMap((planned, index) => stepsOf(planned, index, plan)),
  ];
  steps.sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0));
  const effects: Effect[] = [];
  let state = account;
  for (const step of steps) {
    const next = change(state, plan.policies, step.transition);
    state = next.state;
    effects.push(...next.effects);
  }
  const end = catchUp(state, plan.now, plan.policies);
  return { state: end.state, effects: [...effects, ...end.effects] };
}

function moneySteps(plan: Plan): Step[] {
  const ago = (seconds: number) => second(plan.now - BigInt(seconds));
  const granted = ago(plannedGrant.before);
  return [
    ...plannedTopUps.map((topUp, index): Step => {
      const at = ago(topUp.before);
      const paymentIntentId = plan.paymentIntentIds[index] ?? "";
      return { at, transition: creditTopUp({ at, paymentIntentId, net: centsToTicks(cents(topUp.cents)) }) };
    }),
    {
      at: granted,
      transition: addGrant({
        at: granted,
        grant: {
          id: plan.grantId,
          name: plannedGrant.name,
          priority: 0,
          granted: centsToTicks(cents(plannedGrant.cents)),
          from: granted,
          expires: second(plan.now + BigInt(plannedGrant.expiresAfter)),
        },
      }),
    },
  ];
}

function volumeSteps(plan: Plan): Step[] {
  const ago = (seconds: number) => second(plan.now - BigInt(seconds));
  const created = ago(plannedVolume.createdBefore);
  const grown = ago(plannedVolume.grownBefore);
  const asked = second(created - VOLUME_SECONDS);
  const askedMore = second(grown - VOLUME_SECONDS);
  const { sizeGib, grownGib } = plannedVolume;
  const volume = {
    id: volumeId,
    sizeGib,
    priceId: plan.volumePriceId,
    gibRate: rate(volumeMicrosPerGibHour),
  };
  return [
    { at: asked, transition: reserveVolume({ at: asked, volume }) },
    { at: created, transition: confirmCreated({ at: created, volumeId }) },
    { at: askedMore, transition: growVolume({ at: askedMore, volumeId, sizeGib: grownGib }) },
    { at: grown, transition: confirmGrown({ at: grown, volumeId, sizeGib: grownGib }) },
  ];
}

function stepsOf(planned: PlannedInstance, index: number, plan: Plan): Step[] {
  const id = instanceId(index);
  const { runPriceId, diskPriceId, ...rates } = plan.prices(planned);
  const runRate = rate(rates.runRate);
  const diskRate = rate(rates.diskRate);
  const ago = (seconds: number) => second(plan.now - BigInt(seconds));
  const steps = planned.runs.flatMap((run, number): Step[] => {
    const ready = ago(run.readyBefore);
    const asked = second(ready - BOOT_SECONDS);
    const begin =
      number === 0
        ? reserve({ at: asked, instance: { id, runPriceId, diskPriceId, runRate, diskRate, stopDue: null } })
        : beginStart({ at: asked, instanceId: id, runPriceId, runRate, stopDue: null });
    const up: Step[] = [
      { at: asked, transition: begin },
      {
        at: ready,
        transition: (draft, policies) => void becomeReady({ at: ready, instanceId: id })(draft, policies),
      },
    ];
    if (run.stoppedBefore === null) return up;
    const stopped = ago(run.stoppedBefore);
    const off = second(stopped + SHUTDOWN_SECONDS);
    return [
      ...up,
      { at: stopped, transition: stop({ at: stopped, instanceId: id, reason: "customer" }) },
      { at: off, transition: confirmStopped({ at: off, instanceId: id }) },
    ];
  });
  const last = steps.at(-1)?.at;
  if (planned.end !== "terminated" || last === undefined) return steps;
  const removed = second(last + 1200n);
  const gone = second(removed + SHUTDOWN_SECONDS);
  return [
    ...steps,
    { at: removed, transition: removeInstance({ at: removed, instanceId: id, reason: "customer" }) },
    { at: gone, transition: confirmRemoved({ at: gone, instanceId: id }) },
  ];
}
