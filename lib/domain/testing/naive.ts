import { smaller } from "../money";
import type { InstanceStateName } from "../states";
import type { VolumeStateName } from "../volume-states";

/**
 * The rules of money told second by second, without any of the closed forms: every second takes its price, and the
 * books are lists. Slow, and obviously right. Properties hold the real thing to it.
 */
export type NaiveGrant = {
  id: string;
  priority: number;
  from: bigint;
  expires: bigint | null;
  createdAt: bigint;
  remaining: bigint;
  status: "future" | "usable" | "ended";
};
type NaiveNext = { at: bigint; price: bigint } | null;
export type NaiveInstance = {
  id: string;
  state: InstanceStateName;
  runRate: bigint;
  diskRate: bigint;
  nextRun: NaiveNext;
  nextDisk: NaiveNext;
  billing: "run" | "disk" | null;
  /** Counts the segments, so that a stretch can be named. */
  stretch: number;
  /** The first stretch of the present run. */
  runStretch: number;
  stopDue: bigint | null;
  stopSent: boolean;
  ranAtTheEnd: boolean;
};
export type NaiveVolume = {
  id: string;
  state: VolumeStateName;
  size: bigint;
  /** Null: nothing bigger was asked for. */
  wanted: bigint | null;
  price: bigint;
  next: NaiveNext;
  /** Counts the segments, as for instances. */
  stretch: number;
};
type Charge = { at: bigint; instance: string; stretch: number; ticks: bigint };
export type NaivePolicies = { grace: bigint; allowance: bigint; window: bigint };

const PENDING: InstanceStateName[] = ["provisioning", "booting", "starting"];
const DAY = 86_400n;

export class Naive {
  cash = 0n;
  grants: NaiveGrant[] = [];
  instances: NaiveInstance[] = [];
  volumes: NaiveVolume[] = [];
  unsettled: Charge[] = [];
  settled: Charge[] = [];
  exhaustedAt: bigint | null = null;
  graceUntil: bigint | null = null;
  freeSpans: { from: bigint; until: bigint }[] = [];

  constructor(private readonly policies: NaivePolicies) {}

  get burn(): bigint {
    return this.instances.reduce((sum, instance) => sum + this.rateOf(instance), this.volumesBurn());
  }
  private volumesBurn(): bigint {
    return this.exhaustedAt === null ? this.priceOfVolumes() : 0n;
  }
  private priceOfVolumes(): bigint {
    return this.keptVolumes().reduce((sum, volume) => sum + volume.size * volume.price, 0n);
  }
  private keptVolumes(): NaiveVolume[] {
    return this.volumes.filter((volume) => volume.state === "available");
  }
  get balance(): bigint {
    return this.spendable() - this.unsettled.reduce((sum, charge) => sum + charge.ticks, 0n);
  }
  private rateOf(instance: NaiveInstance): bigint {
    if (instance.billing === null) return 0n;
    return instance.billing === "run" ? instance.runRate : instance.diskRate;
  }
  private spendable(): bigint {
    return this.usable().reduce((sum, grant) => sum + grant.remaining, this.cash);
  }
  private usable(): NaiveGrant[] {
    const never = 1n << 62n;
    const order = (g: NaiveGrant) => [BigInt(g.priority), g.expires ?? never, g.createdAt] as const;
    return this.grants
      .filter((grant) => grant.status === "usable")
      .sort((a, b) => {
        const [x, y] = [order(a), order(b)];
        for (const i of [0, 1, 2] as const) if (x[i] !== y[i]) return x[i] < y[i] ? -1 : 1;
        return a.id < b.id ? -1 : 1;
      });
  }

  /** Everything that happens by itself at this second. */
  due(at: bigint): void {
    for (const instance of [...this.instances].sort((a, b) => (a.id < b.id ? -1 : 1))) {
      if (instance.stopDue !== at) continue;
      if (instance.state === "running") this.stop(instance);
      else if (PENDING.includes(instance.state)) this.giveUp(instance);
    }
    this.changePrices(at);
    for (const grant of [...this.grants].sort((a, b) => (a.id < b.id ? -1 : 1))) {
      if (grant.status === "future" && grant.from === at) {
        this.settle();
        grant.status = "usable";
        this.recover(at, false);
      } else if (grant.status === "usable" && grant.expires === at) {
        this.settle();
        grant.status = "ended";
        grant.remaining = 0n;
      }
    }
    if (this.burn > 0n && this.exhaustedAt === null && this.balance < this.burn) this.exhaust(at);
    if (at % DAY === 0n) this.settle();
    if (this.graceUntil === at) this.endGrace(at);
  }

  private changePrices(at: bigint): void {
    for (const instance of this.instances) {
      const { state, billing, nextRun, nextDisk, ranAtTheEnd } = instance;
      // A start takes the price of its own day; only what the end of the balance has closed may go on.
      const runs = ["running", ...PENDING].includes(state) || (state === "stopping" && ranAtTheEnd);
      if (nextRun?.at === at && runs) {
        instance.runRate = nextRun.price;
        instance.nextRun = null;
        if (billing === "run") instance.stretch += 1;
      }
      if (nextDisk?.at === at) {
        instance.diskRate = nextDisk.price;
        instance.nextDisk = null;
        if (billing === "disk") instance.stretch += 1;
      }
    }
    for (const volume of this.volumes) {
      if (volume.next?.at !== at || !["creating", "available"].includes(volume.state)) continue;
      volume.price = volume.next.price;
      volume.next = null;
      volume.stretch += 1;
    }
  }

  /** The second [at, at + 1) takes its price. */
  charge(at: bigint): void {
    for (const instance of this.instances)
      if (instance.billing !== null)
        this.unsettled.push({
          at,
          instance: instance.id,
          stretch: instance.stretch,
          ticks: this.rateOf(instance),
        });
    if (this.exhaustedAt === null)
      for (const { id, stretch, size, price } of this.keptVolumes())
        this.unsettled.push({ at, instance: id, stretch, ticks: size * price });
  }

  settle(): void {
    let rest = this.unsettled.reduce((sum, charge) => sum + charge.ticks, 0n);
    for (const grant of this.usable()) {
      const part = smaller(rest, grant.remaining);
      grant.remaining -= part;
      rest -= part;
      if (grant.remaining === 0n && part > 0n) grant.status = "ended";
    }
    this.cash -= rest;
    this.settled.push(...this.unsettled);
    this.unsettled = [];
  }

  private exhaust(at: bigint): void {
    this.settle();
    this.exhaustedAt = at;
    let free = 0n;
    for (let s = at - this.policies.window; s < at; s++)
      if (this.freeSpans.some((span) => span.from <= s && s < span.until)) free += 1n;
    const left = this.policies.allowance - free;
    this.graceUntil = at;
    if (left > 0n) this.graceUntil += smaller(left, this.policies.grace);
    for (const instance of this.instances) {
      this.bill(instance, null);
      if (instance.state === "running") {
        instance.state = "stopping";
        instance.stopSent = false;
        instance.ranAtTheEnd = true;
      } else if (PENDING.includes(instance.state)) this.giveUp(instance);
    }
    for (const volume of this.volumes) {
      volume.wanted = null;
      if (volume.state === "creating") volume.state = "deleting";
    }
  }

  private endGrace(at: bigint): void {
    this.closeGrace(at);
    for (const instance of this.disks()) instance.state = "terminating";
    for (const volume of this.keptVolumes()) volume.state = "deleting";
  }
  private closeGrace(at: bigint): void {
    if (this.graceUntil === null || this.exhaustedAt === null) return;
    this.freeSpans.push({ from: this.exhaustedAt, until: at });
    this.graceUntil = null;
  }
  private disks(): NaiveInstance[] {
    return this.instances.filter((one) => ["stopping", "stopped", "starting"].includes(one.state));
  }

  recover(at: bigint, reopenRuns: boolean): void {
    const money = this.spendable();
    if (this.exhaustedAt === null || money <= 0n) return;
    const canRun = (one: NaiveInstance) =>
      reopenRuns &&
      one.state === "stopping" &&
      one.ranAtTheEnd &&
      !one.stopSent &&
      (one.stopDue === null || one.stopDue > at);
    const price = (runs: boolean) =>
      this.disks().reduce(
        (sum, one) => sum + (runs && canRun(one) ? one.runRate : one.diskRate),
        this.priceOfVolumes(),
      );
    const runs = money >= price(true);
    if (money < price(runs)) return;
    this.closeGrace(at);
    this.exhaustedAt = null;
    for (const volume of this.keptVolumes()) volume.stretch += 1;
    for (const one of this.disks()) {
      const goesOn = runs && canRun(one);
      one.ranAtTheEnd = false;
      if (goesOn) one.state = "running";
      this.bill(one, goesOn ? "run" : "disk");
      if (goesOn) one.runStretch = one.stretch;
    }
  }

  bill(instance: NaiveInstance, billing: NaiveInstance["billing"]): void {
    instance.billing = billing;
    instance.stretch += 1;
  }
  ready(instance: NaiveInstance): void {
    instance.state = "running";
    this.bill(instance, "run");
    instance.runStretch = instance.stretch;
  }
  stop(instance: NaiveInstance): void {
    instance.state = "stopping";
    instance.stopSent = false;
    instance.stopDue = null;
    this.bill(instance, "disk");
  }
  giveUp(instance: NaiveInstance): void {
    instance.state = instance.state === "starting" ? "stopping" : "terminating";
    instance.stopDue = null;
  }
  remove(instance: NaiveInstance): void {
    instance.state = "terminating";
    this.bill(instance, null);
  }
  /** Found dead: what is not settled was never charged, what is settled or of an earlier price comes back in cash. */
  foundDead(instance: NaiveInstance, lastAlive: bigint, at: bigint): void {
    this.takeBack(instance, instance.runStretch, lastAlive);
    instance.state = "stopped";
    instance.stopDue = null;
    this.bill(instance, "disk");
    this.recover(at, true);
  }
  /** The same of a volume that is not there any more. */
  lost(volume: NaiveVolume, lastKnown: bigint, at: bigint): void {
    this.takeBack(volume, 0, lastKnown);
    volume.state = "deleted";
    this.recover(at, true);
  }
  private takeBack(item: { id: string; stretch: number }, from: number, last: bigint): void {
    const after = (charge: Charge) =>
      charge.instance === item.id && charge.stretch >= from && charge.at >= last;
    const now = (charge: Charge) => charge.stretch === item.stretch;
    for (const charge of this.settled.filter(after)) this.cash += charge.ticks;
    for (const charge of this.unsettled.filter((one) => after(one) && !now(one))) this.cash += charge.ticks;
    this.settled = this.settled.filter((charge) => !after(charge));
    this.unsettled = this.unsettled.filter((charge) => !(after(charge) && now(charge)));
  }
}
