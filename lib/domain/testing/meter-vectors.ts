/** settled, accrued, burn, anchor, now → balance at now, accrued when advanced to now, runs out at. */
export type MeterVector = {
  settled: bigint;
  accrued: bigint;
  burn: bigint;
  anchor: bigint;
  now: bigint;
  balance: bigint;
  advanced: bigint;
  runsOut: bigint | null;
};

const v = (
  [settled, accrued, burn, anchor, now]: [bigint, bigint, bigint, bigint, bigint],
  [balance, advanced, runsOut]: [bigint, bigint, bigint | null],
): MeterVector => ({ settled, accrued, burn, anchor, now, balance, advanced, runsOut });

/** What the meter's lines must answer, in TypeScript and in SQL alike. */
export const meterVectors: readonly MeterVector[] = [
  // Nothing runs: nothing ends.
  v([100n, 0n, 0n, 50n, 60n], [100n, 0n, null]),
  // 3 725 s at $2.49/h.
  v([36_000_000_000n, 0n, 2_490_000n, 1_000n, 4_725n], [26_724_750_000n, 9_275_250_000n, 15_457n]),
  // The last second that is paid for in full is the last one.
  v([10n, 0n, 3n, 0n, 3n], [1n, 9n, 3n]),
  v([9n, 0n, 3n, 0n, 3n], [0n, 9n, 3n]),
  v([2n, 0n, 3n, 7n, 7n], [2n, 0n, 7n]),
  // What is accrued was spent already.
  v([10n, 4n, 3n, 100n, 101n], [3n, 7n, 102n]),
  // A clock behind the anchor reads the anchor's balance.
  v([10n, 4n, 3n, 100n, 90n], [6n, 4n, 102n]),
  // A dispute took it below zero: it ends at once, not before.
  v([-5n, 0n, 3n, 100n, 100n], [-5n, 0n, 100n]),
  // Far beyond a double: 2.5 billion major units.
  v(
    [9_000_000_000_000_000_000n, 1n, 1n, 0n, 1n],
    [8_999_999_999_999_999_998n, 2n, 8_999_999_999_999_999_999n],
  ),
];
