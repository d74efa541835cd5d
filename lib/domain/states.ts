/** The states of an instance and what each second in them costs: PRODUCT's table as data. */
export const instanceStates = [
  "provisioning",
  "booting",
  "running",
  "stopping",
  "stopped",
  "starting",
  "terminating",
  "terminated",
  "failed",
] as const;
export type InstanceStateName = (typeof instanceStates)[number];

export type Wanted = "running" | "stopped" | "removed";

/** What a customer can do. `cancel` ends a boot that is under way. */
export const instanceVerbs = [
  "cancel",
  "stop",
  "start",
  "restart",
  "terminate",
  "rename",
  "dismiss",
  "retry",
] as const;
export type InstanceVerb = (typeof instanceVerbs)[number];

/** Why an instance or a volume is in its state; null where nothing needs saying. The words are in lib/i18n. */
export const stateReasons = [
  "customer",
  "stop_time",
  "idle_stop",
  "balance_ended",
  "grace_ended",
  "boot_failed",
  "start_failed",
  "guest_shutdown",
  "machine_paused",
  "host_died",
  "host_maintenance",
  "machine_lost",
  "host_lost",
  "unproven",
  "staff",
] as const;
export type StateReason = (typeof stateReasons)[number];

/** Of these: the machine ended, and nobody of the account had asked for it. */
export const deathReasons = [
  "guest_shutdown",
  "machine_paused",
  "host_died",
  "machine_lost",
  "unproven",
] as const satisfies readonly StateReason[];
export type DeathReason = (typeof deathReasons)[number];

type StateRule = {
  /** What is billed. `disk` is none in grace, and for a stop at the end of the balance. */
  segment: "run" | "disk" | null;
  /** `until_confirmed`: free again when the provider says that the machine is off. */
  card: "held" | "until_confirmed" | "free";
  verbs: readonly InstanceVerb[];
  next: readonly InstanceStateName[];
};

export const stateRules: Record<InstanceStateName, StateRule> = {
  provisioning: {
    segment: null,
    card: "held",
    verbs: ["cancel"],
    next: ["booting", "running", "terminating", "failed"],
  },
  booting: { segment: null, card: "held", verbs: ["cancel"], next: ["running", "terminating", "failed"] },
  running: {
    segment: "run",
    card: "held",
    verbs: ["stop", "restart", "terminate", "rename"],
    next: ["stopping", "stopped", "terminating", "terminated"],
  },
  stopping: {
    segment: "disk",
    card: "until_confirmed",
    verbs: [],
    next: ["stopped", "running", "terminating", "terminated"],
  },
  stopped: {
    segment: "disk",
    card: "free",
    verbs: ["start", "terminate", "rename"],
    next: ["starting", "terminating", "terminated"],
  },
  starting: {
    segment: "disk",
    card: "held",
    verbs: ["cancel"],
    next: ["running", "stopping", "stopped", "terminating", "terminated"],
  },
  terminating: { segment: null, card: "until_confirmed", verbs: [], next: ["terminated"] },
  terminated: { segment: null, card: "free", verbs: [], next: [] },
  failed: { segment: null, card: "free", verbs: ["dismiss", "retry"], next: [] },
};

/** May the customer do this now? */
export const allows = (state: InstanceStateName, verb: InstanceVerb): boolean =>
  stateRules[state].verbs.includes(verb);

export const mayBecome = (from: InstanceStateName, to: InstanceStateName): boolean =>
  stateRules[from].next.includes(to);

/** Its rate is wanted but not ready: it is reserved in `pending_burn`. */
export const isPending = (state: InstanceStateName): boolean =>
  state === "provisioning" || state === "booting" || state === "starting";

/** A disk is kept in these states: what grace is about. */
export const keepsDisk = (state: InstanceStateName): boolean => stateRules[state].segment === "disk";

/**
 * In these states a price is promised, and another one has to be announced: that of the runs while it runs or is about
 * to (a start takes today's), that of the disk as long as there is one or will be.
 */
export const pricedStates = {
  run: ["provisioning", "booting", "running", "starting"],
  disk: ["provisioning", "booting", "running", "stopping", "stopped", "starting"],
} as const satisfies Record<"run" | "disk", readonly InstanceStateName[]>;
