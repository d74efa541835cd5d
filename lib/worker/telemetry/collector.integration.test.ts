import { sql } from "drizzle-orm";
import { beforeEach, describe, expect, it } from "vitest";
import { machineName } from "@/lib/domain/names";
import { resolutions } from "@/lib/domain/telemetry/resolution";
import { ComputeError } from "@/lib/ports/compute";
import type { MachineReading } from "@/lib/ports/telemetry";
import { launchInstance } from "@/lib/services/instances/launch";
import { instanceMetrics } from "@/lib/services/telemetry/metrics";
import { tidyReadings } from "@/lib/services/telemetry/roll-up";
import { testDatabase } from "@/lib/testing/database";
import { type Customer, card, gpuHost, machineWorld, REGION } from "@/lib/testing/machines";
import { Collector } from "./collector";

const database = await testDatabase();
const world = await machineWorld(database, [gpuHost("one", 8)]);
const { compute, system } = world;

/** A machine that has counted `seconds` of everything; load of its one card in per cent. */
const shown = (seconds: number, load: number): Omit<MachineReading, "name"> => ({
  counters: {
    cpuSeconds: 8 * seconds,
    diskReadBytes: 100 * seconds,
    diskWrittenBytes: 0,
    receivedBytes: null,
    sentBytes: 7 * seconds,
  },
  memory: { usedBytes: 3, totalBytes: 10 },
  disk: null,
  cards: [
    {
      pciAddress: card(0).pciAddress,
      loadPercent: load,
      memory: { usedBytes: 1, totalBytes: 2 },
      powerWatts: 250.5,
      temperatureCelsius: null,
    },
  ],
});

let customer: Customer;
let id: string;
let now: number;
const collector = () => new Collector(system, REGION, () => now);

beforeEach(async () => {
  customer = await world.customer(100n);
  ({ id } = await launchInstance(customer.ctx, customer.launchInput()));
  await world.settle();
  compute.shown.clear();
  compute.heal();
  now = 1_000_000;
  // The bucket of the test before is taken.
  await world.advance(10);
});

const see = (seconds: number, load = 40) => void compute.shown.set(machineName(id), shown(seconds, load));
const metrics = () => instanceMetrics(customer.ctx, { instanceId: id, range: "1h", since: null });

describe("the collector", () => {
  it("keeps what it read, and rates from the second reading on", async () => {
    const one = collector();
    see(100);
    await one.look();
    expect(await metrics()).toMatchObject({ cpu: [null], memoryUsed: [3], cards: [{ load: [40] }] });
    see(105, 60);
    now += 10_000;
    await world.advance(10);
    await one.look();
    const view = await metrics();
    expect(view.at).toHaveLength(2);
    expect(view).toMatchObject({
      stepSeconds: 10,
      // 40 processor-seconds in ten seconds on sixteen processors.
      cpu: [null, 25],
      diskRead: [null, 50],
      diskWritten: [null, 0],
      received: [null, null],
      sent: [null, 4],
      memoryTotalBytes: 10,
      diskUsed: [null, null],
      diskTotalBytes: null,
      cards: [{ load: [40, 60], power: [250.5, 250.5], temperature: [null, null], memoryTotalBytes: 2 }],
    });
    expect(
      await instanceMetrics(customer.ctx, { instanceId: id, range: "1h", since: view.at[0] ?? 0 }),
    ).toMatchObject({ at: [view.at[1]], cards: [{ load: [60] }] });
  });

  it("reads a bucket once, however many workers there are", async () => {
    see(100);
    const before = compute.calls.length;
    await Promise.all([collector().look(), collector().look(), collector().look()]);
    expect(compute.calls.slice(before)).toEqual(["readings"]);
    expect((await metrics()).at).toHaveLength(1);
  });

  it("leaves a gap where the region does not answer, and says nothing across it", async () => {
    const one = collector();
    see(100);
    await one.look();
    compute.fail("readings", new ComputeError("unreachable", "gone", true));
    await world.advance(10);
    now += 10_000;
    await one.look();
    see(200);
    await world.advance(10);
    now += 10_000;
    await one.look();
    expect(await metrics()).toMatchObject({ cpu: [null, null], cards: [{ load: [40, 40] }] });
  });

  it("shows nobody else's", async () => {
    const other = await world.customer(0n);
    const input = { instanceId: id, range: "1h", since: null } as const;
    await expect(instanceMetrics(other.ctx, input)).rejects.toMatchObject({ code: "not_found" });
  });
});

describe("what is kept", () => {
  const rows = async () => {
    const { rows: found } = await database.owner.query<{
      step: number;
      n: number;
      load: number;
      max: number;
    }>(
      `select step, count(*)::int as n, avg(load)::float as load, max(load_max) as max
       from card_readings where instance_id = $1 group by step order by step`,
      [id],
    );
    return found;
  };
  const second = async () =>
    Number((await database.db.execute<{ s: string }>(sql`select app_second()::text as s`)).rows[0]?.s);
  /** Readings of so many seconds up to the last full ten minutes: 10 and 90 in turns. */
  const fill = async (seconds: number) => {
    const end = (await second()) - ((await second()) % 600);
    for (const table of ["machine_readings", "card_readings"])
      await database.owner.query(
        `insert into ${table} (instance_id, step, bucket, readings, ${
          table === "card_readings" ? "pci_address, load, load_min, load_max" : "cpu, cpu_min, cpu_max"
        })
        select $1, 10, bucket, 1, ${table === "card_readings" ? "'0000:41:00.0'," : ""} l, l, l
        from generate_series($2::bigint, $3::bigint - 10, 10) as bucket, lateral (select 10 + 80 * (bucket / 10 % 2) as l) v`,
        [id, end - seconds, end],
      );
  };

  it("becomes coarser with age, in averages of every reading, and goes", async () => {
    await fill(7200);
    await world.advance(700);
    await Promise.all([tidyReadings(system), tidyReadings(system)]);
    await tidyReadings(system);
    const [tens, minutes, tenMinutes] = await rows();
    expect(tens?.step).toBe(10);
    expect(tens?.n).toBeLessThanOrEqual(360);
    expect(minutes).toMatchObject({ step: 60, n: 120, load: 50, max: 90 });
    expect(tenMinutes).toMatchObject({ step: 600, n: 12, load: 50, max: 90 });
    expect(await instanceMetrics(customer.ctx, { instanceId: id, range: "24h", since: null })).toMatchObject({
      stepSeconds: 60,
      cpu: expect.arrayContaining([50]),
      cards: [{ loadMin: expect.arrayContaining([10]), loadMax: expect.arrayContaining([90]) }],
    });

    await world.advance(86_400);
    await tidyReadings(system);
    expect(await rows()).toEqual([{ step: 600, n: 12, load: 50, max: 90 }]);
    await world.advance(30 * 86_400);
    await tidyReadings(system);
    expect(await rows()).toEqual([]);
  });

  it("is bounded per card: an hour, a day, a month", () => {
    expect(resolutions.map(({ step, keep }) => keep / step)).toEqual([360, 1440, 4320]);
  });
});
