import { sql } from "drizzle-orm";
import { machineName } from "@/lib/domain/names";
import { READING_SECONDS, resolutions } from "@/lib/domain/telemetry/resolution";
import { cardAt, cardMemoryMib, cpuPercentAt, fillAt, flowBetween } from "@/lib/sandbox/incus/load";
import type { Transaction } from "@/lib/services/context";
import { instanceTypes } from "../catalogue";
import { reportedModels } from "../fleet";
import { type PlannedInstance, plannedInstances } from "../history";
import { slotAddress } from "../incus-config";
import { instanceId } from "./ids";

const MIB = 1024 ** 2;
/** Looks into a coarser bucket. */
const MOST_SAMPLES = 12;

type Row = Record<string, string | number>;
type Bucket = { step: number; bucket: number; readings: number };

/** What the simulated machines of the month would have shown: each run, at every resolution, as far as it is kept. */
export async function insertReadings(tx: Transaction, now: Date): Promise<void> {
  const second = Math.floor(now.getTime() / 1000);
  const machines: Row[] = [];
  const cards: Row[] = [];
  for (const [index, planned] of plannedInstances.entries()) {
    const machine = describeMachine(planned, index);
    for (const run of planned.runs)
      for (const bucket of bucketsOf(run, second)) {
        machines.push(machineRow(machine, bucket));
        for (let card = 0; card < machine.gpuCount; card += 1) cards.push(cardRow(machine, card, bucket));
      }
  }
  await tx.execute(sql`insert into machine_readings
    select * from jsonb_populate_recordset(null::machine_readings, ${JSON.stringify(machines)}::jsonb)`);
  await tx.execute(sql`insert into card_readings
    select * from jsonb_populate_recordset(null::card_readings, ${JSON.stringify(cards)}::jsonb)`);
}

type Described = ReturnType<typeof describeMachine>;

function describeMachine(planned: PlannedInstance, index: number) {
  const type = instanceTypes.find((each) => each.id === planned.typeId);
  if (!type?.gpuModelId) throw new Error(`${planned.name} has no type with cards`);
  const id = instanceId(index);
  return {
    id,
    name: machineName(id),
    gpuCount: type.gpuCount,
    cardMemoryMib: cardMemoryMib(reportedModels[type.gpuModelId]),
    size: { vcpus: type.vcpus, memoryMib: type.memoryGib * 1024, diskGib: type.diskGib },
  };
}

function bucketsOf(run: PlannedInstance["runs"][number], now: number): Bucket[] {
  const ready = now - run.readyBefore;
  const end = run.stoppedBefore === null ? now : now - run.stoppedBefore;
  return resolutions.flatMap(({ step, keep }) => {
    const first = Math.ceil(Math.max(ready, now - keep) / step) * step;
    const count = Math.max(0, Math.floor((end - first) / step));
    return Array.from({ length: count }, (_, at) => ({
      step,
      bucket: first + at * step,
      readings: step / READING_SECONDS,
    }));
  });
}

/** Seconds of a bucket at which is looked. */
function samples({ step, bucket, readings }: Bucket): number[] {
  const count = Math.min(MOST_SAMPLES, readings);
  return Array.from({ length: count }, (_, at) => bucket + Math.floor((at * step) / count));
}

const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;

function machineRow({ id, name, size }: Described, bucket: Bucket): Row {
  const cpu = samples(bucket).map((second) => cpuPercentAt(name, second, "own"));
  const { memoryBytes, diskBytes } = fillAt(name, size, "own", bucket.bucket);
  const flow = flowBetween(name, size, "own", bucket.bucket, bucket.bucket + bucket.step);
  return {
    instance_id: id,
    ...bucket,
    cpu: mean(cpu),
    cpu_min: Math.min(...cpu),
    cpu_max: Math.max(...cpu),
    memory_used: memoryBytes,
    memory_max: memoryBytes,
    memory_total: size.memoryMib * MIB,
    disk_used: diskBytes,
    disk_total: size.diskGib * 1024 * MIB,
    disk_read: flow.diskReadBytes / bucket.step,
    disk_written: flow.diskWrittenBytes / bucket.step,
    received: flow.receivedBytes / bucket.step,
    sent: flow.sentBytes / bucket.step,
  };
}

function cardRow({ id, name, cardMemoryMib: memoryMib }: Described, card: number, bucket: Bucket): Row {
  const seen = samples(bucket).map((second) => cardAt(name, card, memoryMib, second, "own"));
  const load = seen.map((each) => each.loadPercent);
  const memory = seen.map((each) => each.memoryUsedMib * MIB);
  const power = seen.map((each) => each.powerWatts);
  const temperature = seen.map((each) => each.temperatureCelsius);
  return {
    instance_id: id,
    ...bucket,
    pci_address: slotAddress(card),
    load: mean(load),
    load_min: Math.min(...load),
    load_max: Math.max(...load),
    memory_used: Math.round(mean(memory)),
    memory_max: Math.max(...memory),
    memory_total: memoryMib * MIB,
    power: mean(power),
    power_max: Math.max(...power),
    temperature: mean(temperature),
    temperature_max: Math.max(...temperature),
  };
}
