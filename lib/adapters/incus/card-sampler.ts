import type { CardReading } from "@/lib/domain/telemetry/reading";
import type { RunInGuest, WatchedMachine } from "@/lib/ports/telemetry";
import { askCards } from "./cards";
import { Gate } from "./gate";

/** Every guest is asked so often, each at its own moment of the interval. */
const intervalMs = 10_000;
/** What is older is no reading of this moment. */
const freshMs = 12_000;
/** How long a reading waits for guests that were never asked before. */
const firstMs = 1_000;
const quickAtOnce = 16;
const slowAtOnce = 4;
const longestRestMs = 5 * 60_000;

type Guest = {
  name: string;
  /** Due, waiting for its turn, or being asked. */
  pending: boolean;
  failures: number;
  notBefore: number;
  sample: { cards: CardReading[]; at: number } | null;
};

/**
 * Asks the guests' own drivers, since no daemon has metrics of cards. A reading of a region never waits for hundreds of
 * them: it takes what each said in the last interval. Guests that did not answer last time wait in a line of their own
 * and are asked less and less often, so that none of them delays one that does.
 */
export class CardSampler {
  private readonly guests = new Map<string, Guest>();
  private readonly quick = new Gate(quickAtOnce);
  private readonly slow = new Gate(slowAtOnce);

  constructor(private readonly runInGuest: RunInGuest) {}

  /** By machine; a guest that has not answered lately, or has no driver, is not in it. Who is not named is forgotten. */
  async latest(machines: readonly WatchedMachine[]): Promise<Map<string, CardReading[]>> {
    const names = new Set(machines.filter(({ hasCards }) => hasCards).map(({ name }) => name));
    for (const name of this.guests.keys()) if (!names.has(name)) this.guests.delete(name);
    const first: Promise<void>[] = [];
    for (const name of names) {
      const known = this.guests.get(name);
      if (known) this.plan(known);
      else first.push(this.ask(this.meet(name)));
    }
    if (first.length > 0) await Promise.race([Promise.all(first), late()]);
    const oldest = performance.now() - freshMs;
    return new Map(
      [...this.guests.values()].flatMap(({ name, sample }) =>
        sample && sample.at >= oldest ? [[name, sample.cards] as const] : [],
      ),
    );
  }

  private meet(name: string): Guest {
    const guest: Guest = { name, pending: false, failures: 0, notBefore: 0, sample: null };
    this.guests.set(name, guest);
    return guest;
  }

  /** Once per interval, at the moment that its name gives it; whoever is still being asked is not asked again. */
  private plan(guest: Guest): void {
    const now = performance.now();
    if (guest.pending || guest.notBefore > now) return;
    const wait = (phaseOf(guest.name) + intervalMs - (now % intervalMs)) % intervalMs;
    guest.pending = true;
    setTimeout(() => void this.ask(guest), wait).unref();
  }

  private async ask(guest: Guest): Promise<void> {
    guest.pending = true;
    const line = guest.failures === 0 ? this.quick : this.slow;
    await line.pass(async () => {
      // It may be gone, or replaced by another of its name, since.
      if (this.guests.get(guest.name) !== guest) return;
      const cards = await askCards(this.runInGuest, guest.name);
      if (cards) Object.assign(guest, { sample: { cards, at: performance.now() }, failures: 0 });
      else {
        guest.failures += 1;
        guest.notBefore = performance.now() + Math.min(longestRestMs, intervalMs * 2 ** (guest.failures - 1));
      }
    });
    guest.pending = false;
  }
}

const late = () => new Promise<void>((done) => void setTimeout(done, firstMs).unref());

/** Spreads names evenly over the interval, each always to the same place (FNV-1a). */
function phaseOf(name: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < name.length; at += 1) hash = Math.imul(hash ^ name.charCodeAt(at), 0x01000193);
  return (hash >>> 0) % intervalMs;
}
