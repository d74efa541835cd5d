import type { ComputeProgress } from "@/lib/ports/compute";
import type { ServiceContext } from "@/lib/services/context";
import type { Claim } from "@/lib/services/operations/claim";
import type { Work } from "@/lib/services/operations/read-work";
import { type Phases, recordPhases } from "@/lib/services/operations/record-boot";

/** Percentages come in floods; people need one a second. */
const PERCENT_EVERY_MS = 1000;

/** The phases of a boot as they come, for whoever watches. Failing to write one never fails the boot. */
export class PhaseRecorder {
  private phases: Phases;
  private readonly since = performance.now();
  private lastPercentMs = 0;
  private writing: Promise<void> = Promise.resolve();

  constructor(
    private readonly ctx: ServiceContext,
    private readonly claim: Claim,
    private readonly work: Work,
  ) {
    this.phases = [...work.phases];
  }

  /** The list with this phase begun, unless it has begun already. */
  with(phase: string, percent?: number): Phases {
    const at = new Date(this.work.nowMs + performance.now() - this.since).toISOString();
    const begun = this.phases.find((each) => each.phase === phase);
    const entry = { phase, at: begun?.at ?? at, ...(percent === undefined ? {} : { percent }) };
    this.phases = begun
      ? this.phases.map((each) => (each === begun ? entry : each))
      : [...this.phases, entry];
    return this.phases;
  }

  async enter(phase: string): Promise<void> {
    if (this.phases.at(-1)?.phase === phase) return;
    await recordPhases(this.ctx, this.claim, this.with(phase));
  }

  readonly progress: ComputeProgress = (phase, percent) => {
    const known = this.phases.some((each) => each.phase === phase);
    const now = performance.now();
    if (known && now - this.lastPercentMs < PERCENT_EVERY_MS) return;
    this.lastPercentMs = now;
    const phases = this.with(phase, percent ?? undefined);
    this.writing = this.writing.then(() => recordPhases(this.ctx, this.claim, phases).catch(() => undefined));
  };

  /** Resolves when what was reported is written, so that a late write cannot overtake the next step's. */
  settled(): Promise<void> {
    return this.writing;
  }
}
