/** What the operator decides. Seconds and cents are bigint, because they meet the meter and the ledger. */
export type Policies = {
  /** Launching or starting needs this long a runway at burn + pending + new. */
  minimumRunwaySeconds: bigint;
  minimumTopUpCents: bigint;
  maximumTopUpCents: bigint;
  /** Warnings before the balance ends, longest first. */
  warningSeconds: readonly bigint[];
  /** Disks stay, free, this long after the balance ended… */
  gracePeriodSeconds: bigint;
  /** …and at most so much free time within the window. */
  graceAllowanceSeconds: bigint;
  graceWindowSeconds: bigint;
  /** What is there keeps its price for so long after another one was announced. */
  priceNoticeSeconds: bigint;
  actingSeconds: number;
  newAccountGpuQuota: number;
  sessionIdleSeconds: number;
  sessionMaximumSeconds: number;
  passwordConfirmationSeconds: number;
  /** A stop that the guest does not obey is forced after this. */
  forceStopAfterSeconds: number;
  /** With something of the customer's inside, a machine counts as ready this long after it runs, banner or not. */
  readyAssumedAfterSeconds: number;
  bootTimeoutSeconds: number;
  failedBootsPerDay: number;
  /** How fast disks are copied between hosts, for what is said beforehand; mebibytes per second. */
  copyMibPerSecond: number;
  /** A copy that takes longer is given up, and the disk stays where it is. */
  copyTimeoutSeconds: number;
  /** Kept free of charge: so many snapshots and private images per account, and no more once they take so much. */
  snapshotsPerAccount: number;
  privateImagesPerAccount: number;
  keptGibPerAccount: number;
  /**
   * Storage of ours at the provider that no row knows is removed after so long; what a row calls deleted, after ten
   * minutes.
   */
  strayStorageSeconds: number;
  firewallSetsPerAccount: number;
  firewallRulesPerSet: number;
  firewallSetsPerInstance: number;
  /** Where ports are forwarded, SSH's own not counted. */
  forwardedPortsPerInstance: number;
  /** A run whose machine is not proven alive for so long ends at the last proof. */
  unprovenSeconds: number;
};

const HOUR = 3600n;

export const defaultPolicies: Policies = {
  minimumRunwaySeconds: 600n,
  minimumTopUpCents: 500n,
  maximumTopUpCents: 1_000_000n,
  warningSeconds: [24n * HOUR, 6n * HOUR, HOUR, 600n],
  gracePeriodSeconds: 72n * HOUR,
  graceAllowanceSeconds: 144n * HOUR,
  graceWindowSeconds: 30n * 24n * HOUR,
  priceNoticeSeconds: 14n * 24n * HOUR,
  actingSeconds: 30 * 60,
  newAccountGpuQuota: 8,
  sessionIdleSeconds: 30 * 24 * 3600,
  sessionMaximumSeconds: 90 * 24 * 3600,
  passwordConfirmationSeconds: 600,
  forceStopAfterSeconds: 30,
  readyAssumedAfterSeconds: 90,
  bootTimeoutSeconds: 15 * 60,
  failedBootsPerDay: 3,
  copyMibPerSecond: 200,
  copyTimeoutSeconds: 6 * 3600,
  snapshotsPerAccount: 20,
  privateImagesPerAccount: 10,
  keptGibPerAccount: 500,
  strayStorageSeconds: 72 * 3600,
  firewallSetsPerAccount: 50,
  firewallRulesPerSet: 30,
  firewallSetsPerInstance: 5,
  forwardedPortsPerInstance: 16,
  unprovenSeconds: 15 * 60,
};

/** The operator's own figures over the defaults. Throws a RangeError that names a figure which cannot be. */
export function policiesWith(overrides: Partial<Policies>): Policies {
  const policies = { ...defaultPolicies, ...overrides };
  for (const [name, value] of Object.entries(policies)) {
    const figures = Array.isArray(value) ? value : [value];
    if (figures.some((figure) => figure < 0)) throw new RangeError(`policy ${name} must not be below zero`);
  }
  if (policies.minimumTopUpCents > policies.maximumTopUpCents)
    throw new RangeError("policy minimumTopUpCents must not exceed maximumTopUpCents");
  return policies;
}
