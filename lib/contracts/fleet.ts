import { z } from "zod";
import type { FirewallMode } from "@/lib/domain/firewall/plan";
import type { InstantText } from "./views";

export const regionStatuses = ["online", "announced", "closed"] as const;
export type RegionStatus = (typeof regionStatuses)[number];

/** Where the region's cluster is. `settings`: as the start-up settings say. `none`: it has none yet. */
export const clusterSources = ["none", "settings", "unix", "https"] as const;
export type ClusterSource = (typeof clusterSources)[number];

const line = (most: number) => z.string().trim().max(most, "too_long");

/** A region as the form sends it; which address fields count follows from `cluster`, and is checked by the verb. */
export const regionInput = z.object({
  mode: z.enum(["add", "edit"]),
  /** `check` asks the cluster and saves nothing. */
  intent: z.enum(["check", "save"]),
  regionId: z
    .string()
    .trim()
    .regex(/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/, "region_code_invalid")
    .max(32, "region_code_invalid"),
  name: line(60).min(1, "required"),
  country: z
    .string()
    .trim()
    .toUpperCase()
    .regex(/^[A-Z]{2}$/, "country_invalid"),
  status: z.enum(regionStatuses),
  phase: z.coerce
    .number("phase_invalid")
    .int("phase_invalid")
    .min(1, "phase_invalid")
    .max(99, "phase_invalid"),
  announcedFor: line(40).default(""),
  cluster: z.enum(clusterSources),
  folder: line(200).default(""),
  address: line(200).default(""),
  /** A SHA-256 fingerprint, or the whole certificate as PEM. */
  certificate: z.string().trim().max(20_000, "too_long").default(""),
  storagePool: line(63).default(""),
  ssh: z.enum(["own", "forward"]).default("own"),
  sshHost: line(64).default(""),
  sshPorts: line(20).default(""),
});
export type RegionInput = z.output<typeof regionInput>;

export const regionRef = z.object({ regionId: z.string().min(1).max(32) });
export type RegionRef = z.output<typeof regionRef>;

export const hostRef = z.object({ regionId: z.string().min(1).max(32), host: z.string().min(1).max(100) });
export type HostRef = z.output<typeof hostRef>;

/** One thing that is wrong with a cluster; the words are in `lib/i18n/<language>/fleet`. */
export type CheckProblemView = {
  kind:
    | "unreachable"
    | "certificate_unknown"
    | "certificate_other"
    | "not_a_cluster"
    | "not_trusted"
    | "no_permission"
    | "no_storage_pool"
    | "no_address"
    | "images_missing";
  /** What the sentence needs: texts by name. */
  detail: Record<string, string>;
};

export type CheckView = {
  problems: CheckProblemView[];
  found: { server: string; version: string; clustered: boolean; hosts: number; cards: number } | null;
};

/** `check` null: nothing had to be asked. */
export type SavedRegionView = { saved: boolean; regionId: string; check: CheckView | null };

export type Amount = { used: number; total: number };

export type HealthView = {
  /** `none`: there is no cluster to ask. `never`: it has not answered yet. */
  state: "up" | "down" | "never" | "none";
  seenAt: InstantText | null;
  /** A code of the provider's errors, and its own words. */
  error: { code: string; detail: string } | null;
};

export type CardCounts = { free: number; held: number; foreign: number; missing: number; wrong: number };

export type FleetRegionView = {
  id: string;
  name: string;
  country: string;
  status: RegionStatus;
  phase: number;
  announcedFor: string | null;
  /** As a person would write it; null: none. */
  address: string | null;
  health: HealthView;
  /** What its network can do for a firewall; null: not asked yet. */
  firewall: FirewallMode | null;
  hosts: { online: number; total: number };
  cards: CardCounts;
  vcpus: Amount;
  memoryGib: Amount;
  diskGib: Amount;
  instances: number;
  /** `storage`: volumes, images and snapshots of ours that nobody owns. */
  strays: { foreign: number; quarantined: number; storage: number };
};

export type CardState = "free" | "held" | "foreign" | "missing" | "wrong";

export type FleetCardView = {
  pciAddress: string;
  model: string;
  /** False: the catalogue does not know the model, so nothing can be sold on it. */
  known: boolean;
  state: CardState;
  /** Who holds it by our table. */
  instance: { id: string; name: string; accountId: string } | null;
  /** The machines that hold it at the provider. */
  heldBy: string[];
  wrongSince: InstantText | null;
};

export const hostStates = ["online", "offline", "evacuated", "closed", "removed"] as const;

export type FleetHostView = {
  name: string;
  state: (typeof hostStates)[number];
  since: InstantText;
  drainedAt: InstantText | null;
  maintenance: "evacuate" | "restore" | null;
  maintenanceError: string | null;
  /** From which it forwards SSH; null: machines are reached at their own. */
  address: string | null;
  /** NVIDIA's, and the newest CUDA that it runs; null: none, or not said. */
  driver: { version: string; cuda: string | null } | null;
  vcpus: Amount;
  memoryGib: Amount;
  diskGib: Amount;
  /** Ours: not off yet, and with a disk there at all. */
  running: number;
  instances: number;
  cards: FleetCardView[];
};

export type StrayView = {
  name: string;
  host: string;
  kind: "foreign" | "quarantined";
  firstSeenAt: InstantText;
};

/** A volume, an image or a snapshot that carries our mark and that nobody here owns. */
export type StrayThingView = {
  kind: "volume" | "image" | "snapshot";
  name: string;
  /** Empty for an image. */
  host: string;
  /** `ended`: it was deleted or given up here. `unknown`: nothing here knows of it. */
  why: "ended" | "unknown";
  firstSeenAt: InstantText;
  removedAfter: InstantText;
  /** What the provider said when it was to be removed. */
  error: string | null;
};

/** What the form shows when it opens. */
export type RegionFormValues = Omit<RegionInput, "mode" | "intent" | "phase"> & { phase: string };

export type RegionDetailView = {
  region: FleetRegionView;
  form: RegionFormValues;
  hosts: FleetHostView[];
  strays: StrayView[];
  strayThings: StrayThingView[];
  /** Why nothing is removed: machines carry a later epoch than this database. */
  observing: boolean;
  /** Nothing was ever launched or priced there. */
  removable: boolean;
};

export type FleetChangeView = {
  seq: string;
  at: InstantText;
  actorName: string;
  action: string;
  targetId: string;
};

export type FleetView = {
  regions: FleetRegionView[];
  changes: FleetChangeView[];
  identity: { certificate: string; fingerprint: string };
};
