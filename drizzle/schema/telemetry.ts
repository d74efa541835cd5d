import { sql } from "drizzle-orm";
import {
  bigint,
  check,
  index,
  integer,
  pgTable,
  primaryKey,
  real,
  smallint,
  text,
} from "drizzle-orm/pg-core";
import { instances } from "./instances";

/** Epoch seconds, bytes: numbers, because readings are not money. */
const whole = (name: string) => bigint(name, { mode: "number" });

/**
 * What a machine did, per bucket; `step` is the bucket's length in seconds. The steps and how long each is kept stand in
 * `lib/domain/telemetry/resolution`. Averages carry a bare name.
 */
export const machineReadings = pgTable(
  "machine_readings",
  {
    instanceId: text("instance_id").notNull(),
    step: smallint("step").notNull(),
    bucket: whole("bucket").notNull(),
    /** How many 10 s readings are in it. */
    readings: smallint("readings").notNull(),
    cpu: real("cpu"),
    cpuMin: real("cpu_min"),
    cpuMax: real("cpu_max"),
    memoryUsed: whole("memory_used"),
    memoryMax: whole("memory_max"),
    memoryTotal: whole("memory_total"),
    diskUsed: whole("disk_used"),
    diskTotal: whole("disk_total"),
    /** Bytes per second. */
    diskRead: real("disk_read"),
    diskWritten: real("disk_written"),
    received: real("received"),
    sent: real("sent"),
  },
  (t) => [
    primaryKey({ columns: [t.instanceId, t.step, t.bucket] }),
    index("machine_readings_age").on(t.step, t.bucket),
  ],
);

export const cardReadings = pgTable(
  "card_readings",
  {
    instanceId: text("instance_id").notNull(),
    step: smallint("step").notNull(),
    bucket: whole("bucket").notNull(),
    pciAddress: text("pci_address").notNull(),
    readings: smallint("readings").notNull(),
    load: real("load"),
    loadMin: real("load_min"),
    loadMax: real("load_max"),
    memoryUsed: whole("memory_used"),
    memoryMax: whole("memory_max"),
    memoryTotal: whole("memory_total"),
    power: real("power"),
    powerMax: real("power_max"),
    temperature: real("temperature"),
    temperatureMax: real("temperature_max"),
  },
  (t) => [
    primaryKey({ columns: [t.instanceId, t.step, t.bucket, t.pciAddress] }),
    index("card_readings_age").on(t.step, t.bucket),
  ],
);

/** Up to where readings were made into buckets of this step. Whoever holds the row does it. */
export const readingRollups = pgTable("reading_rollups", {
  step: smallint("step").primaryKey(),
  doneUntil: whole("done_until").notNull(),
});

/** The last bucket of a region that a worker has taken for itself, so that each is read once. */
export const readingPolls = pgTable("reading_polls", {
  regionId: text("region_id").primaryKey(),
  bucket: whole("bucket").notNull(),
});

/** "Stop after N minutes under X per cent". No row: off. */
export const idleStops = pgTable(
  "idle_stops",
  {
    instanceId: text("instance_id")
      .primaryKey()
      .references(() => instances.id),
    minutes: smallint("minutes").notNull(),
    thresholdPercent: smallint("threshold_percent").notNull(),
    setAt: whole("set_at").notNull(),
    snoozedUntil: whole("snoozed_until"),
    /** The announced second, while a stop is announced. */
    stopAt: whole("stop_at"),
  },
  (t) => [
    check("idle_stops_minutes", sql`${t.minutes} between 5 and 720`),
    check("idle_stops_threshold", sql`${t.thresholdPercent} between 1 and 50`),
  ],
);

/** Why a run was stopped as idle: printed on its receipt, never changed. */
export const idleStopEvidence = pgTable("idle_stop_evidence", {
  runId: text("run_id").primaryKey(),
  instanceId: text("instance_id")
    .notNull()
    .references(() => instances.id),
  windowFrom: whole("window_from").notNull(),
  windowTo: whole("window_to").notNull(),
  thresholdPercent: smallint("threshold_percent").notNull(),
  averagePercent: real("average_percent").notNull(),
  maximumPercent: real("maximum_percent").notNull(),
  readings: integer("readings").notNull(),
  readingsPossible: integer("readings_possible").notNull(),
});
