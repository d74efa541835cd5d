import { sql } from "drizzle-orm";
import {
  boolean,
  check,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  text,
  uniqueIndex,
} from "drizzle-orm/pg-core";
import { firewallModes } from "@/lib/domain/firewall/plan";
import { id, instant, rate, second } from "./columns";

export const regions = pgTable("regions", {
  /** The public API's code, such as `ru-samara-1`. */
  id: id().primaryKey(),
  name: text("name").notNull(),
  country: text("country").notNull(),
  /**
   * What is announced but not yet online says when, in words of the operator. In a closed one nothing new is launched;
   * what is there goes on.
   */
  status: text("status", { enum: ["online", "announced", "closed"] }).notNull(),
  phase: integer("phase").notNull().default(1),
  announcedFor: text("announced_for"),
  position: integer("position").notNull(),
  /** The provider's last answer; what the status page shows. */
  providerSeenAt: instant("provider_seen_at"),
  providerError: text("provider_error"),
  /** What its network can do for a firewall, as the provider showed it last; null: not seen yet. */
  firewallMode: text("firewall_mode", { enum: firewallModes }),
});

export const hostStates = ["online", "offline", "evacuated", "closed", "removed"] as const;

export const hosts = pgTable(
  "hosts",
  {
    regionId: text("region_id")
      .notNull()
      .references(() => regions.id),
    name: text("name").notNull(),
    online: boolean("online").notNull(),
    schedulable: boolean("schedulable").notNull(),
    vcpus: integer("vcpus").notNull(),
    memoryMib: integer("memory_mib").notNull(),
    diskGib: integer("disk_gib").notNull(),
    /** What customers are told of machines whose SSH it forwards; null: it forwards none. */
    address: text("address"),
    /** As its cards report it; null: no NVIDIA driver, or not said. */
    driverVersion: text("driver_version"),
    cudaVersion: text("cuda_version"),
    seenAt: instant("seen_at").notNull(),
    /** What the cluster says of it. `closed`: by its scheduler setting; `removed`: no longer a member. */
    state: text("state", { enum: hostStates }).notNull().default("online"),
    stateSince: instant("state_since").notNull().default(sql`app_now()`),
    /** Our own word: nothing new is placed here. */
    drainedAt: instant("drained_at"),
    /** What an operator asked of the cluster and the cluster has not done yet. */
    maintenance: text("maintenance", { enum: ["evacuate", "restore"] }),
    maintenanceError: text("maintenance_error"),
    /** When its volumes were last listed while it answered. */
    volumesSeenAt: second("volumes_seen_at"),
  },
  (t) => [primaryKey({ columns: [t.regionId, t.name] })],
);

export const cards = pgTable(
  "cards",
  {
    regionId: text("region_id").notNull(),
    host: text("host").notNull(),
    pciAddress: text("pci_address").notNull(),
    /** Our model code, such as `a100_80gb`; null while the reported model is unknown to the catalogue. */
    gpuModelId: text("gpu_model_id").references(() => gpuModels.id),
    reportedModel: text("reported_model").notNull(),
    present: boolean("present").notNull(),
    /** Held by a machine that is not ours, or that no row of ours knows. */
    foreign: boolean("foreign").notNull().default(false),
    /** The instance that holds it. One column, so a card cannot be given twice. */
    instanceId: text("instance_id"),
    /** The machines that hold it at the provider while they are on. */
    heldBy: text("held_by").array().notNull().default(sql`'{}'`),
    /** Since when (on the real clock) the provider shows another holder than `instance_id`, with nothing under way. */
    disagreesSince: instant("disagrees_since"),
  },
  (t) => [
    primaryKey({ columns: [t.regionId, t.host, t.pciAddress] }),
    index("cards_instance").on(t.instanceId),
    index("cards_free")
      .on(t.regionId, t.gpuModelId)
      .where(sql`instance_id is null and present and not "foreign"`),
  ],
);

export const gpuModels = pgTable("gpu_models", {
  id: id().primaryKey(),
  name: text("name").notNull(),
  memoryGib: integer("memory_gib").notNull(),
  /** How hosts report it: a case-insensitive part of the model's name. */
  reportedAs: text("reported_as").notNull(),
  position: integer("position").notNull(),
});

export const instanceTypes = pgTable("instance_types", {
  /** The public API's name, such as `gpu_8x_a100_80gb`. */
  id: id().primaryKey(),
  gpuModelId: text("gpu_model_id").references(() => gpuModels.id),
  gpuCount: integer("gpu_count").notNull(),
  vcpus: integer("vcpus").notNull(),
  memoryGib: integer("memory_gib").notNull(),
  diskGib: integer("disk_gib").notNull(),
  position: integer("position").notNull(),
});

/** The price book. A price is never changed: a new row begins where the old one ends. */
export const prices = pgTable(
  "prices",
  {
    id: id().primaryKey(),
    regionId: text("region_id")
      .notNull()
      .references(() => regions.id),
    /**
     * `run`: one second of the type, all included. `disk`: one second of the type's root disk while stopped.
     * `volume`: one GiB of a volume, of no type.
     */
    kind: text("kind", { enum: ["run", "disk", "volume"] }).notNull(),
    instanceTypeId: text("instance_type_id").references(() => instanceTypes.id),
    currency: text("currency").notNull(),
    microsPerHour: rate("micros_per_hour").notNull(),
    validFrom: instant("valid_from").notNull(),
    validTo: instant("valid_to"),
  },
  (t) => [
    uniqueIndex("prices_current")
      .on(t.regionId, t.instanceTypeId, t.kind, t.currency)
      .where(sql`valid_to is null`),
    uniqueIndex("prices_current_volume")
      .on(t.regionId, t.currency)
      .where(sql`valid_to is null and kind = 'volume'`),
    check("prices_of_type", sql`(${t.kind} = 'volume') = (${t.instanceTypeId} is null)`),
    check("prices_positive", sql`${t.microsPerHour} > 0`),
  ],
);

export const images = pgTable("images", {
  id: id().primaryKey(),
  name: text("name").notNull(),
  description: text("description").notNull(),
  /** `template`: a system with something prepared in it, and often a start-up script to begin from. */
  kind: text("kind", { enum: ["os", "template"] })
    .notNull()
    .default("os"),
  /** The alias at the provider, unless a region says otherwise. */
  alias: text("alias").notNull(),
  /** The user that SSH admits. */
  sshUser: text("ssh_user").notNull(),
  needsGpu: boolean("needs_gpu").notNull().default(false),
  /** The CUDA that it brings; null: none. */
  cudaVersion: text("cuda_version"),
  /** The oldest NVIDIA driver of a host that runs what it brings. */
  minDriverVersion: text("min_driver_version"),
  opensJupyter: boolean("opens_jupyter").notNull().default(false),
  /** A template's: shown at launch, where the customer may change it. */
  startupScript: text("startup_script"),
  /** What listens inside once it is up. */
  ports: jsonb("ports").$type<{ port: number; name: string }[]>().notNull().default([]),
  position: integer("position").notNull(),
});

/** Which images each region's cluster has: what the worker last saw there. No row: not looked for yet. */
export const imageRegions = pgTable(
  "image_regions",
  {
    imageId: text("image_id")
      .notNull()
      .references(() => images.id),
    regionId: text("region_id")
      .notNull()
      .references(() => regions.id),
    /** Its alias there, where that is not the image's own. The operator's. */
    alias: text("alias"),
    fingerprint: text("fingerprint"),
    available: boolean("available").notNull().default(false),
    seenAt: instant("seen_at"),
  },
  (t) => [primaryKey({ columns: [t.imageId, t.regionId] })],
);

/** One row per region, type and hour: the least number that could be launched; seven days are shown. */
export const availabilityHours = pgTable(
  "availability_hours",
  {
    regionId: text("region_id").notNull(),
    instanceTypeId: text("instance_type_id").notNull(),
    hour: instant("hour").notNull(),
    minFree: integer("min_free").notNull(),
    maxFree: integer("max_free").notNull(),
  },
  (t) => [primaryKey({ columns: [t.regionId, t.instanceTypeId, t.hour] })],
);
