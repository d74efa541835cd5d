import type { MachineReading } from "@/lib/domain/telemetry/reading";

export type { MachineReading } from "@/lib/domain/telemetry/reading";

/** A running machine that is to be read: on which host it is, and whether there are cards to ask for. */
export type WatchedMachine = { name: string; host: string; hasCards: boolean };

export interface Telemetry {
  /**
   * One reading of these machines at this moment. What cannot be read is left out: a machine whose host does not answer,
   * the cards of a guest that does not. Throws ComputeError when the region itself does not answer.
   */
  readings(machines: readonly WatchedMachine[]): Promise<MachineReading[]>;
}

/** Runs a command inside a machine and waits for its end. */
export type RunInGuest = (
  name: string,
  command: readonly string[],
) => Promise<{ stdout: string; exitCode: number }>;
