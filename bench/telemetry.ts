// What it costs to read a thousand machines every ten seconds, and what is kept of them.
import { readFileSync } from "node:fs";
import { readMetrics } from "@/lib/adapters/incus/metrics";
import { READING_SECONDS, resolutions } from "@/lib/domain/telemetry/resolution";
import { type InstanceReading, recordReadings } from "@/lib/services/telemetry/record-readings";
import { tidyReadings } from "@/lib/services/telemetry/roll-up";
import { advanceClock } from "@/lib/testing/money";
import { workerContext } from "./support/context";
import { seedFleet } from "./support/fleet";
import { median, milliseconds, note, table, whole } from "./support/print";
import { type BenchDatabase, withDatabase, withServer } from "./support/server";

const INSTANCES = 1_000;
const CARDS_EACH = 2;
const VCPUS = 16;
/** Ten minutes: also the first ten-minute bucket is made. */
const POLLS = 60;
/** How many instances are filled to the brim. */
const FULL = 20;

/** A worker's poll of a thousand machines: reading the daemon's text, writing, making coarser buckets. */
export async function telemetry(): Promise<void> {
  const text = metricsText();
  const parsing = Array.from({ length: 5 }, () => cpuOf(() => readMetrics(text)));
  await withServer((server) =>
    withDatabase(server, "telemetry", 1, async (database) => {
      await seedFleet(database.owner, INSTANCES / 10, 10);
      const ctx = workerContext(database.app);
      const ids = await instanceIds(database);
      const backend = await backendOf(database);
      const writing = { elapsed: [] as number[], own: [] as number[], postgres: 0 };
      let tidying = 0;
      for (let poll = 0; poll < POLLS; poll++) {
        await advanceClock(database.db, BigInt(READING_SECONDS));
        const bucket = await presentBucket(database);
        const before = backend();
        const from = performance.now();
        const cpu = process.cpuUsage();
        await recordReadings(ctx, bucket, ids.map(reading));
        writing.elapsed.push(performance.now() - from);
        writing.own.push(cpuMs(cpu));
        const written = backend();
        writing.postgres += written - before;
        await tidyReadings(ctx);
        tidying += backend() - written;
      }
      const rows = INSTANCES * (1 + CARDS_EACH);
      const elapsed = median(writing.elapsed);
      table(
        `One poll of ${whole(INSTANCES)} instances with ${CARDS_EACH} cards each: ${whole(rows)} rows`,
        ["", "per poll", "of 10 s of one core"],
        [
          cost("reading the daemon's text, our CPU", median(parsing)),
          cost("writing, our CPU", median(writing.own)),
          cost("writing, Postgres' CPU", writing.postgres / POLLS),
          cost("coarser buckets and deleting, Postgres' CPU", tidying / POLLS),
        ],
      );
      note(`\nWritten in ${milliseconds(elapsed)} (median): ${whole((rows * 1000) / elapsed)} rows/s`);
      await sizes(database, ids.slice(0, FULL));
    }),
  );
}

const cost = (what: string, ms: number): string[] => [what, milliseconds(ms), `${(ms / 100).toFixed(2)} %`];

const cpuMs = (since: NodeJS.CpuUsage): number => {
  const { user, system } = process.cpuUsage(since);
  return (user + system) / 1000;
};

function cpuOf(work: () => unknown): number {
  const before = process.cpuUsage();
  work();
  return cpuMs(before);
}

/** As LXD prints it: two lines per processor and machine, and some forty of no interest. */
function metricsText(): string {
  const lines: string[] = [];
  for (let machine = 0; machine < INSTANCES; machine++) {
    const labels = `name="ins-${machine}",project="default",type="container"`;
    for (let cpu = 0; cpu < VCPUS; cpu++)
      for (const mode of ["system", "user"])
        lines.push(`lxd_cpu_seconds_total{cpu="${cpu}",mode="${mode}",${labels}} ${cpu + machine / 7}`);
    for (const name of ["MemTotal", "MemAvailable"])
      lines.push(`lxd_memory_${name}_bytes{${labels}} 6.8e+10`);
    for (const name of ["size", "free"])
      lines.push(`lxd_filesystem_${name}_bytes{device="",fstype="ext4",mountpoint="/",${labels}} 2.7e+11`);
    for (const device of ["lo", "eth0"])
      for (const way of ["receive", "transmit"])
        lines.push(`lxd_network_${way}_bytes_total{device="${device}",${labels}} 123456789`);
    for (let other = 0; other < 28; other++) lines.push(`lxd_memory_other_${other}_bytes{${labels}} 4096`);
  }
  return `${lines.join("\n")}\n# EOF\n`;
}

async function instanceIds({ owner }: BenchDatabase): Promise<string[]> {
  const { rows } = await owner.query<{ id: string }>("select id from instances order by id");
  return rows.map((row) => row.id);
}

async function presentBucket({ owner }: BenchDatabase): Promise<number> {
  const { rows } = await owner.query<{ bucket: string }>(
    `select app_second() - app_second() % ${READING_SECONDS} as bucket`,
  );
  return Number(rows[0]?.bucket);
}

/** The CPU time of the one server process behind the pool, in milliseconds. */
async function backendOf({ app }: BenchDatabase): Promise<() => number> {
  const { rows } = await app.query<{ pid: number }>("select pg_backend_pid() as pid");
  const pid = rows[0]?.pid;
  return () => {
    // Fields 14 and 15 after the name in brackets, in hundredths of a second.
    const fields = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ")[1]?.split(" ") ?? [];
    return (Number(fields[11]) + Number(fields[12])) * 10;
  };
}

function reading(instanceId: string, index: number): InstanceReading {
  const load = Math.random() * 100;
  return {
    instanceId,
    rates: {
      cpuPercent: load,
      diskReadPerSecond: load * 1e5,
      diskWrittenPerSecond: load * 1e4,
      receivedPerSecond: load * 1e4,
      sentPerSecond: load * 1e3,
    },
    memory: { usedBytes: 1e10 + index, totalBytes: 6e10 },
    disk: { usedBytes: 1e11 + index, totalBytes: 4e11 },
    cards: Array.from({ length: CARDS_EACH }, (_, card) => ({
      pciAddress: `0000:${17 + card}:00.0`,
      loadPercent: Math.round(load),
      memory: { usedBytes: 6e10, totalBytes: 8.6e10 },
      powerWatts: 200 + load,
      temperatureCelsius: 40 + Math.round(load / 3),
    })),
  };
}

/** Some instances with everything that is ever kept of one at a time. */
async function sizes({ owner }: BenchDatabase, ids: readonly string[]): Promise<void> {
  const tables = ["machine_readings", "card_readings"];
  for (const name of tables) {
    await owner.query(
      `create table template_${name} as select * from ${name} where instance_id = $1 and step = 10`,
      [ids[0]],
    );
    await owner.query(`truncate ${name}`);
    const columns = await owner.query<{ list: string }>(
      `select string_agg(format('%I', attname), ', ' order by attnum) as list from pg_attribute
       where attrelid = $1::regclass and attnum > 3`,
      [name],
    );
    for (const { step, keep } of resolutions)
      await owner.query(
        `insert into ${name} (instance_id, step, bucket, ${columns.rows[0]?.list})
         select i, ${step}, b * ${step}, ${columns.rows[0]?.list}
         from unnest($1::text[]) i, generate_series(1, ${keep / step}) b,
           (select * from template_${name} where bucket = (select max(bucket) from template_${name})) t`,
        [ids],
      );
  }
  await owner.query("vacuum analyze");
  const { rows } = await owner.query<{ name: string; bytes: string; n: string }>(
    `select relname as name, pg_total_relation_size(oid)::text as bytes, reltuples::bigint::text as n
     from pg_class where relname = any($1::text[])`,
    [tables],
  );
  table(
    "Kept of one instance at most, indices included",
    ["", "rows", "kB"],
    rows.map(({ name, bytes, n }) => {
      const each = name === "card_readings" ? ids.length * CARDS_EACH : ids.length;
      return [
        name === "card_readings" ? "per card" : "the machine",
        whole(Number(n) / each),
        whole(Number(bytes) / 1024 / each),
      ];
    }),
  );
}
