import { sql } from "drizzle-orm";
import type { Rates } from "@/lib/domain/telemetry/rates";
import type { MachineReading } from "@/lib/domain/telemetry/reading";
import { READING_SECONDS } from "@/lib/domain/telemetry/resolution";
import type { ServiceContext } from "@/lib/services/context";

export type InstanceReading = {
  instanceId: string;
  rates: Rates;
} & Pick<MachineReading, "memory" | "disk" | "cards">;

/** Writes one bucket of many instances in one statement. What is there already stays: the first to write was right. */
export async function recordReadings(
  ctx: ServiceContext,
  bucket: number,
  readings: readonly InstanceReading[],
): Promise<void> {
  if (readings.length === 0) return;
  const machines = readings.map(({ instanceId, rates, memory, disk }) => ({
    i: instanceId,
    c: rates.cpuPercent,
    mu: memory?.usedBytes ?? null,
    mt: memory?.totalBytes ?? null,
    du: disk?.usedBytes ?? null,
    dt: disk?.totalBytes ?? null,
    dr: rates.diskReadPerSecond,
    dw: rates.diskWrittenPerSecond,
    nr: rates.receivedPerSecond,
    ns: rates.sentPerSecond,
  }));
  const cards = readings.flatMap(({ instanceId, cards: found }) =>
    (found ?? []).map((card) => ({
      i: instanceId,
      a: card.pciAddress,
      l: card.loadPercent,
      mu: card.memory?.usedBytes ?? null,
      mt: card.memory?.totalBytes ?? null,
      p: card.powerWatts,
      t: card.temperatureCelsius,
    })),
  );
  await ctx.transact((tx) =>
    tx.execute(sql`
      with cards as (
        insert into card_readings (instance_id, step, bucket, pci_address, readings, load, load_min, load_max,
          memory_used, memory_max, memory_total, power, power_max, temperature, temperature_max)
        select i, ${READING_SECONDS}, ${bucket}::bigint, a, 1, l, l, l, mu, mu, mt, p, p, t, t
        from jsonb_to_recordset(${JSON.stringify(cards)}::jsonb)
          as r(i text, a text, l real, mu bigint, mt bigint, p real, t real)
        on conflict do nothing
      )
      insert into machine_readings (instance_id, step, bucket, readings, cpu, cpu_min, cpu_max, memory_used, memory_max,
        memory_total, disk_used, disk_total, disk_read, disk_written, received, sent)
      select i, ${READING_SECONDS}, ${bucket}::bigint, 1, c, c, c, mu, mu, mt, du, dt, dr, dw, nr, ns
      from jsonb_to_recordset(${JSON.stringify(machines)}::jsonb)
        as r(i text, c real, mu bigint, mt bigint, du bigint, dt bigint, dr real, dw real, nr real, ns real)
      on conflict do nothing`),
  );
}
