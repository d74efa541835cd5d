import { machineName } from "@/lib/domain/names";
import { type CountersAt, ratesBetween } from "@/lib/domain/telemetry/rates";
import { bucketOf, READING_SECONDS } from "@/lib/domain/telemetry/resolution";
import { ComputeError } from "@/lib/ports/compute";
import type { ServiceContext } from "@/lib/services/context";
import { readSecond } from "@/lib/services/fleet/known";
import { type InstanceReading, recordReadings } from "@/lib/services/telemetry/record-readings";
import { takeBucket, watchedInstances } from "@/lib/services/telemetry/watched";

/** Reads the machines of one region. */
export class Collector {
  /** The counters of the last reading, by machine, on this process's own clock. */
  private before = new Map<string, CountersAt>();
  private lookedAt = -1;

  constructor(
    private readonly ctx: ServiceContext,
    private readonly regionId: string,
    private readonly clock: () => number = () => performance.now(),
  ) {}

  /** One reading of the region, unless the present bucket has one or is being read. A region that is away leaves a gap. */
  async look(): Promise<void> {
    const { ctx, regionId } = this;
    const bucket = bucketOf(Number(await readSecond(ctx)), READING_SECONDS);
    if (bucket === this.lookedAt) return;
    this.lookedAt = bucket;
    if (!(await takeBucket(ctx, regionId, bucket))) return;
    const watched = await watchedInstances(ctx, regionId);
    const found = await ctx.ports
      .compute(regionId)
      .readings(
        watched.map(({ instanceId, host, gpuCount }) => ({
          name: machineName(instanceId),
          host,
          hasCards: gpuCount > 0,
        })),
      )
      .catch((error: unknown) => {
        if (error instanceof ComputeError) return [];
        throw error;
      });
    const atMs = this.clock();
    const byName = new Map(found.map((reading) => [reading.name, reading]));
    const counted = new Map<string, CountersAt>();
    const readings = watched.flatMap(({ instanceId, vcpus }): InstanceReading[] => {
      const name = machineName(instanceId);
      const reading = byName.get(name);
      if (!reading) return [];
      const { counters, memory, disk, cards } = reading;
      const now = { counters, atMs };
      counted.set(name, now);
      return [
        { instanceId, rates: ratesBetween(this.before.get(name) ?? null, now, vcpus), memory, disk, cards },
      ];
    });
    this.before = counted;
    await recordReadings(ctx, bucket, readings);
  }
}
