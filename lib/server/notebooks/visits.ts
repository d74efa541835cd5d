import type { RequestFacts } from "@/lib/server/request";
import { type Admitted, admit } from "./admit";
import { TunnelAgent } from "./tunnel-agent";
import type { NotebookWorld } from "./world";

/** Without anything open its connections into the machine are let go. */
const LINGER_MS = 15_000;
/** A page needs dozens; each of them is a process in the machine. */
const MOST_OPEN = 128;

/** What one browser has open in one notebook: its connections into the machine, and all that goes through them. */
class Visit {
  readonly agent: TunnelAgent;
  readonly #open = new Set<() => void>();
  #leave: ReturnType<typeof setTimeout> | undefined;
  readonly #unwatch: () => void;

  constructor(
    connect: Admitted["connect"],
    watch: (cut: () => void) => () => void,
    private readonly onOver: () => void,
  ) {
    this.agent = new TunnelAgent(connect);
    this.#unwatch = watch(() => this.end());
  }

  get full(): boolean {
    return this.#open.size >= MOST_OPEN;
  }

  /** Something is open until the returned function is called; `cut` ends it from here. */
  hold(cut: () => void): () => void {
    clearTimeout(this.#leave);
    this.#open.add(cut);
    return () => {
      if (!this.#open.delete(cut) || this.#open.size > 0) return;
      this.#leave = setTimeout(() => this.end(), LINGER_MS);
      this.#leave.unref();
    };
  }

  end(): void {
    clearTimeout(this.#leave);
    this.#unwatch();
    this.onOver();
    for (const cut of [...this.#open]) cut();
    this.#open.clear();
    this.agent.destroy();
  }
}

/** Every visit of this process. A visit ends, and with it whatever is open, when its pass would no longer admit. */
export class Visits {
  readonly #all = new Map<string, Visit>();

  constructor(private readonly world: NotebookWorld) {}

  of(admitted: Admitted, facts: RequestFacts): Visit {
    const { secret, target } = admitted;
    const known = this.#all.get(secret);
    if (known) return known;
    const watch = (cut: () => void) =>
      this.world.watch(target.accountId, async () => {
        const now = await admit(this.world, target.instanceId, [secret], facts);
        if (typeof now === "string") cut();
      });
    const visit = new Visit(admitted.connect, watch, () => this.#all.delete(secret));
    this.#all.set(secret, visit);
    return visit;
  }

  endAll(): void {
    for (const visit of [...this.#all.values()]) visit.end();
  }
}
