/** Taking a whole host out of service, and back. */
export interface HostMaintenance {
  /**
   * Machines that run there are shut down. What can go elsewhere is moved and started there; what holds a card, or
   * finds no other host, stays where it is, off. Returns when the provider is done, which takes minutes. Already
   * evacuated: success.
   */
  evacuate(host: string): Promise<void>;
  /** The host is back in service, what was moved comes home, and what ran before starts. Not evacuated: success. */
  restore(host: string): Promise<void>;
}
