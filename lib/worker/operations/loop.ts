import type { ServiceContext } from "@/lib/services/context";
import {
  type Claim,
  claimOperations,
  postponeClaim,
  releaseClaims,
  renewClaim,
} from "@/lib/services/operations/claim";
import { type Leased, leasedLoop, runOnce } from "../leased";
import { step } from "./step";

export type OperationsOptions = {
  /** Which worker holds a lease; unique per process. */
  worker: string;
  concurrency?: number;
  idleMs?: number;
};

const operations = (ctx: ServiceContext, options: OperationsOptions): Leased<Claim> => ({
  name: "operations",
  // After a failure of the database: what was claimed without our hearing of it, or could not be given back.
  begin: () => releaseClaims(ctx, options.worker),
  claim: (most) => claimOperations(ctx, options.worker, most),
  renew: (claim) => renewClaim(ctx, claim),
  postpone: (claim, next) => postponeClaim(ctx, claim, next),
  step: (claim) => step({ ctx }, claim),
  about: ({ instanceId }) => ({ instance: instanceId }),
  concurrency: options.concurrency ?? 16,
  idleMs: options.idleMs,
});

/** Brings every instance to what is wanted of it. */
export const operationsLoop = (ctx: ServiceContext, options: OperationsOptions) =>
  leasedLoop(operations(ctx, options));

/** One step of each instance that wants one; returns how many. */
export const runOperationsOnce = (ctx: ServiceContext, options: OperationsOptions) =>
  runOnce(operations(ctx, options));
