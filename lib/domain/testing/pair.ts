import type { AccountState, ClosedSegment, Effect } from "../account";
import { catchUp } from "../catch-up";
import { DomainError } from "../errors";
import { rate, ticks, cents as toCents } from "../money";
import type { Policies } from "../policies";
import { type Second, second } from "../time";
import { change, type Transition } from "../transitions/change";
import { addGrant, creditTopUp, requestRefund, revokeGrant } from "../transitions/credit";
import { closeLate } from "../transitions/late";
import { becomeReady, beginStart, cancelPending, reserve } from "../transitions/reserve";
import { confirmStopped, removeInstance, setStopTime, stop } from "../transitions/run";
import { emptyAccount, SCALE, START, type Step, testPolicies } from "./histories";
import { Naive, type NaiveInstance } from "./naive";
import { announceNext } from "./pair-prices";
import { doWithVolume } from "./pair-volumes";

/** The real thing and the naive one side by side, through one history. */
export class Pair {
  readonly naive = new Naive({ grace: 60n, allowance: 100n, window: 400n });
  real = emptyAccount();
  readonly effects: Effect[] = [];
  readonly closed: ClosedSegment[] = [];
  private readonly open = new Map<string, ClosedSegment>();
  private names = 0;

  constructor(private readonly policies: Policies = testPolicies) {}

  /** What the real one says now, whether or not it was written down before. */
  seen(at: Second): AccountState {
    return catchUp(this.real, at, this.policies).state;
  }

  writeDown(at: Second): void {
    const caughtUp = catchUp(this.real, at, this.policies);
    this.real = caughtUp.state;
    this.keep(caughtUp.effects);
  }

  private apply(transition: Transition<unknown>, at: Second): boolean {
    try {
      const changed = change(this.real, this.policies, transition);
      this.real = changed.state;
      this.keep(changed.effects);
      this.writeDown(at);
      return true;
    } catch (error) {
      if (error instanceof DomainError) return false;
      throw error;
    }
  }

  private keep(effects: Effect[]): void {
    this.effects.push(...effects);
    for (const effect of effects) {
      if (effect.type === "segment_opened")
        this.open.set(effect.segment.itemId, { ...effect.segment, upper: START, creditedFrom: null });
      if (effect.type === "segment_closed") {
        const segment = this.open.get(effect.itemId);
        if (segment) this.closed.push({ ...segment, upper: effect.upper });
        this.open.delete(effect.itemId);
      }
    }
  }

  segmentsUntil(at: Second): ClosedSegment[] {
    return [...this.closed, ...[...this.open.values()].map((segment) => ({ ...segment, upper: at }))];
  }

  /** One verb, if it applies: on both. */
  do(step: Step, at: Second): void {
    const { naive } = this;
    // As whoever locks an account does.
    this.writeDown(at);
    const pick = (...states: string[]): NaiveInstance | null => {
      const fit = naive.instances.filter((instance) => states.includes(instance.state));
      return fit[step.which % Math.max(1, fit.length)] ?? null;
    };
    const money = ticks(BigInt(step.a) * 97n * SCALE);
    const after = (instance: NaiveInstance | null, transition: (id: string) => Transition<unknown>) =>
      instance !== null && this.apply(transition(instance.id), at) ? instance : null;
    const stopDue = step.b % 3 === 0 ? second(at + BigInt(step.b)) : null;
    switch (step.verb) {
      case "launch":
        this.launch(step, at, stopDue);
        return;
      case "ready": {
        const done = after(pick("provisioning", "starting"), (instanceId) => becomeReady({ at, instanceId }));
        if (done) naive.ready(done);
        return;
      }
      case "stop": {
        const done = after(pick("running"), (instanceId) => stop({ at, instanceId, reason: "customer" }));
        if (done) naive.stop(done);
        return;
      }
      case "confirm": {
        const done = after(pick("stopping"), (instanceId) => confirmStopped({ at, instanceId }));
        if (done) Object.assign(done, { state: "stopped", stopDue: null });
        return;
      }
      case "start": {
        const runRate = rate((BigInt(step.a) + 1n) * SCALE);
        const done = after(pick("stopped"), (instanceId) =>
          beginStart({ at, instanceId, runPriceId: "prc_2", runRate, stopDue }),
        );
        if (done)
          Object.assign(done, { state: "starting", runRate, nextRun: null, stopDue, ranAtTheEnd: false });
        return;
      }
      case "die":
        this.die(pick("running"), BigInt(step.b), at);
        return;
      case "cancel": {
        const done = after(pick("provisioning", "starting"), (instanceId) =>
          cancelPending({ at, instanceId, reason: "customer" }),
        );
        if (done) naive.giveUp(done);
        return;
      }
      case "remove": {
        const done = after(pick("provisioning", "running", "stopped", "starting"), (instanceId) =>
          removeInstance({ at, instanceId, reason: "customer" }),
        );
        if (done) naive.remove(done);
        return;
      }
      case "topUp":
        this.names += 1;
        this.apply(creditTopUp({ at, paymentIntentId: `pi_${this.names}`, net: money }), at);
        naive.cash += money;
        naive.recover(at, true);
        return;
      case "grant":
        this.grant(step, money, at);
        return;
      case "revoke":
        this.revoke(at);
        return;
      case "announce":
        announceNext({ ...this.both, step, at });
        return;
      case "stopTime": {
        const due = second(at + BigInt(step.b) + 1n);
        const done = after(pick("running", "provisioning", "starting"), (instanceId) =>
          setStopTime({ at, instanceId, stopDue: due }),
        );
        if (done) done.stopDue = due;
        return;
      }
      case "sendStop": {
        const instance = pick("stopping");
        if (!instance) return;
        instance.stopSent = true;
        this.writeDown(at);
        for (const one of this.real.instances) if (one.id === instance.id) one.stopSent = true;
        return;
      }
      case "refund":
        this.refund(BigInt(step.b), at);
        return;
      default:
        doWithVolume({ ...this.both, step, at });
    }
  }

  private get both() {
    return {
      naive: this.naive,
      closed: this.closed,
      newId: () => `vol_${String(++this.names).padStart(3, "0")}`,
      apply: (transition: Transition<unknown>, at: Second) => this.apply(transition, at),
    };
  }

  private launch(step: Step, at: Second, stopDue: Second | null): void {
    this.names += 1;
    const id = `ins_${String(this.names).padStart(3, "0")}`;
    const runRate = rate((BigInt(step.a) + 1n) * SCALE);
    const diskRate = rate((BigInt(step.b % 7) + 1n) * SCALE + 1n);
    const instance = { id, runPriceId: "prc_1", diskPriceId: "prc_0", runRate, diskRate, stopDue };
    if (!this.apply(reserve({ at, instance }), at)) return;
    this.naive.instances.push({
      ...{ id, state: "provisioning", runRate, diskRate, nextRun: null, nextDisk: null, stopDue },
      ...{ billing: null, stretch: 0, runStretch: 0 },
      stopSent: false,
      ranAtTheEnd: false,
    });
  }

  private die(instance: NaiveInstance | null, ago: bigint, at: Second): void {
    if (!instance) return;
    const lastAlive = second(at - ago);
    const runId = this.real.segments.find((open) => open.itemId === instance.id)?.runId;
    const earlier = this.closed.filter((segment) => segment.runId === runId && segment.upper > lastAlive);
    const input = { at, instanceId: instance.id, lastAlive, reason: "host_died", earlier } as const;
    if (this.apply(closeLate(input), at)) this.naive.foundDead(instance, lastAlive, at);
  }

  private grant(step: Step, granted: ReturnType<typeof ticks>, at: Second): void {
    if (granted === 0n) return;
    this.names += 1;
    const id = `grt_${String(this.names).padStart(3, "0")}`;
    const from = second(at + BigInt(step.which * 7));
    const expires = step.b > 90 ? null : second(from + BigInt(step.b) + 1n);
    const priority = step.which % 2;
    this.apply(addGrant({ at, grant: { id, name: "welcome", priority, granted, from, expires } }), at);
    this.naive.settle();
    const status = from <= at ? "usable" : "future";
    this.naive.grants.push({ id, priority, from, expires, createdAt: at, remaining: granted, status });
    this.naive.recover(at, true);
  }

  private revoke(at: Second): void {
    const grant = this.naive.grants.find((one) => one.status !== "ended");
    if (!grant || !this.apply(revokeGrant({ at, grantId: grant.id, note: "mistake" }), at)) return;
    this.naive.settle();
    Object.assign(grant, { status: "ended", remaining: 0n });
  }

  private refund(cents: bigint, at: Second): void {
    this.names += 1;
    const amount = toCents(cents);
    const input = { at, refundId: `ref_${this.names}`, amount };
    if (!this.apply(requestRefund(input), at)) return;
    this.naive.settle();
    this.naive.cash -= cents * 36_000_000n;
  }
}
