import type { SeedRegion } from "./catalogue";

/**
 * A month in the life of the demonstration's customer, as a plan: which instances there were and when each was up.
 * Data and arithmetic only; whoever carries it out books it through the same functions as real use.
 */
const MINUTE = 60;
const HOUR = 3600;
const DAY = 24 * HOUR;

export type PlannedRun = {
  /** Seconds before now at which it became ready. */
  readyBefore: number;
  /** Seconds before now at which Stop was clicked; null: it still runs. */
  stoppedBefore: number | null;
};

export type PlannedInstance = {
  name: string;
  regionId: SeedRegion;
  typeId: string;
  imageId: string;
  runs: PlannedRun[];
  /** What became of it after the last run. */
  end: "running" | "stopped" | "terminated";
};

/** A run on each of these days before today, at an hour, for so long. */
function daily(days: number[], startHour: number, seconds: (day: number) => number): PlannedRun[] {
  return days.map((day) => {
    const readyBefore = day * DAY - startHour * HOUR + (day % 7) * 11 * MINUTE + 17;
    return { readyBefore, stoppedBefore: readyBefore - seconds(day) };
  });
}

const daysBack = (from: number, to: number, skip: (day: number) => boolean = () => false) =>
  Array.from({ length: from - to + 1 }, (_, index) => from - index).filter((day) => !skip(day));

export const plannedInstances: PlannedInstance[] = [
  {
    name: "finetune-7b",
    regionId: "ru-samara-1",
    typeId: "gpu_1x_h100_80gb",
    imageId: "pytorch-2",
    runs: daily(
      daysBack(29, 14, (day) => day % 4 === 0),
      6,
      (day) => 3 * HOUR + (day % 5) * 23 * MINUTE + 41,
    ),
    end: "terminated",
  },
  {
    name: "nightly-eval",
    regionId: "ru-samara-1",
    typeId: "gpu_2x_a100_80gb",
    imageId: "pytorch-2",
    runs: daily(
      daysBack(27, 2, (day) => day % 3 === 0),
      2,
      (day) => HOUR + (day % 4) * 19 * MINUTE + 7,
    ),
    end: "stopped",
  },
  {
    name: "notebook",
    regionId: "ru-moscow-1",
    typeId: "gpu_1x_l40s_48gb",
    imageId: "ubuntu-24.04-cuda",
    runs: daily(daysBack(12, 5), 9, (day) => 2 * HOUR + (day % 6) * 13 * MINUTE + 29),
    end: "terminated",
  },
  {
    name: "chat-endpoint",
    regionId: "ru-samara-1",
    typeId: "gpu_1x_rtx4090_24gb",
    imageId: "vllm",
    runs: [{ readyBefore: 2 * DAY + 5 * HOUR + 12 * MINUTE + 33, stoppedBefore: null }],
    end: "running",
  },
];

/** A volume that has been kept all the while, beside the instance that still runs; it grew once. */
export const plannedVolume = {
  name: "datasets",
  /** By the name of the planned instance that has it now. */
  attachedTo: "chat-endpoint",
  mountPath: "/data",
  sizeGib: 60n,
  createdBefore: 29 * DAY + 7 * HOUR + 13,
  grownGib: 100n,
  grownBefore: 11 * DAY + 4 * HOUR + 52,
  snapshot: { name: "before the clean-up", before: 6 * DAY + 3 * HOUR },
};

/** What is kept of the stopped instance: its disk at one moment, and an image made of that. */
export const plannedKept = {
  /** By the name of the planned instance. */
  of: "nightly-eval",
  snapshot: { name: "harness works", before: 8 * DAY + 2 * HOUR + 21 * MINUTE },
  image: { name: "eval-harness", before: 8 * DAY + HOUR + 47 * MINUTE },
};

export const plannedTopUps = [
  { before: 31 * DAY, cents: 30_000n },
  { before: 16 * DAY + 3 * HOUR, cents: 15_000n },
];

/** Promotional credit that is partly used and expires while one can still watch it. */
export const plannedGrant = {
  name: "Welcome credit",
  before: 4 * DAY,
  cents: 5_000n,
  expiresAfter: 9 * DAY,
};

/** Support once looked into the account, as its owner had asked. */
export const plannedActing = {
  before: 6 * DAY + 2 * HOUR + 14 * MINUTE,
  seconds: 4 * MINUTE + 12,
  allowedSeconds: 30 * MINUTE,
  reason: "You wrote that a snapshot of your volume seemed to be missing",
  pages: ["/console", "/console/volumes", "/console/activity"],
};

/** The account is older than everything in it. */
export const HISTORY_DAYS = 32;
