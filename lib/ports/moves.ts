/** Machines that change their host. */
export interface Moves {
  /**
   * Copies a machine that is off to another host of its cluster, disk and all, and takes it away from where it was.
   * Already there: success. Safe to repeat: an earlier attempt that still runs is waited for. Throws `refused` for one
   * that is not off, `no_capacity` where there is no such host or no room on it, and then it is where it was.
   * `progress` is told per cent where the provider counts them.
   */
  move(name: string, host: string, progress?: (percent: number | null) => void): Promise<void>;
  /**
   * After moves that were given up: waits for one that still runs, and leaves one machine of the name, wherever it then
   * is. Nothing to do: success. Until it has succeeded the machine must not be started.
   */
  settleMove(name: string): Promise<void>;
}
