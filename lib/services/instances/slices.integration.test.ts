import { sql } from "drizzle-orm";
import { beforeAll, expect, it } from "vitest";
import * as schema from "@/drizzle/schema";
import { mirrorRegion } from "@/lib/services/fleet/mirror";
import { launchInstance } from "@/lib/services/instances/launch";
import { testDatabase } from "@/lib/testing/database";
import { type Customer, card, gpuHost, machineWorld, REGION, TYPE } from "@/lib/testing/machines";

const SLICE = "gpu_1x_a100_1g_10gb";
const database = await testDatabase();
const { db } = database;
const [first, second] = [card(0), card(1)];
const slice = (of: typeof first, gpu: number) => ({
  ...of,
  pciAddress: `${of.pciAddress}/${gpu}/0`,
  model: `${of.model} MIG 1g.10gb`,
});
const host = gpuHost("a", 2);
const world = await machineWorld(database, [host]);
const show = (cards: (typeof first)[], held: Parameters<typeof mirrorRegion>[3] = []) =>
  mirrorRegion(world.system, REGION, [{ ...host, cards }], held);
let customer: Customer;

beforeAll(async () => {
  const model = { id: "a100_1g_10gb", name: "A100 1g.10gb", memoryGib: 10, reportedAs: "MIG 1g.10gb" };
  await db.insert(schema.gpuModels).values({ ...model, position: 2 });
  const size = { gpuCount: 1, vcpus: 2, memoryGib: 16, diskGib: 60 };
  await db.insert(schema.instanceTypes).values({ ...size, id: SLICE, gpuModelId: model.id, position: 4 });
  const price = { regionId: REGION, currency: "USD", validFrom: new Date(0), instanceTypeId: SLICE };
  await db.insert(schema.prices).values([
    { ...price, id: `prc_run_${SLICE}`, kind: "run", microsPerHour: 260_000n },
    { ...price, id: `prc_disk_${SLICE}`, kind: "disk", microsPerHour: 8_220n },
  ]);
  customer = await world.customer(1000n);
});

/** The card that a new instance of this type got; or why it got none. */
async function launched(typeId: string): Promise<string> {
  const input = { ...customer.launchInput(), typeId, priceId: `prc_run_${typeId}` };
  const made = await launchInstance(customer.ctx, input).catch((error: unknown) => error);
  if (!(made && typeof made === "object" && "id" in made)) return (made as { code: string }).code;
  const { rows } = await db.execute<{ id: string }>(
    sql`select pci_address as id from cards where instance_id = ${made.id as string}`,
  );
  return rows.map(({ id }) => id).join();
}

it("is sold as what it is: each once, and never as a whole card", async () => {
  await show([first, slice(second, 7), slice(second, 8)]);
  expect(await launched(SLICE)).toBe(slice(second, 7).pciAddress);
  expect(await launched(TYPE)).toBe(first.pciAddress);
  expect(await launched(SLICE)).toBe(slice(second, 8).pciAddress);
  expect(await launched(SLICE)).toBe("out_of_stock");
  expect(await launched(TYPE)).toBe("out_of_stock");
});

it("is nobody's while somebody has the whole card, and the other way round", async () => {
  // An operator slices a card that is held, and makes a whole one of another whose slices are.
  await show([slice(first, 7), second]);
  expect(await launched(SLICE)).toBe("out_of_stock");
  expect(await launched(TYPE)).toBe("out_of_stock");
  const take = (id: string) =>
    db.execute(sql`update cards set instance_id = 'ins_other' where pci_address = ${id}`);
  await expect(take(slice(first, 7).pciAddress)).rejects.toMatchObject({ cause: { code: "23P01" } });
  await expect(take(second.pciAddress)).rejects.toMatchObject({ cause: { code: "23P01" } });
});

it("is not offered while a machine of somebody else has its card", async () => {
  await db.execute(sql`update cards set instance_id = null`);
  const held = {
    host: "a",
    pciAddress: first.pciAddress,
    machine: "theirs",
    running: true,
    instanceId: null,
  };
  await show([slice(first, 7), slice(second, 7)], [held]);
  expect(await launched(SLICE)).toBe(slice(second, 7).pciAddress);
  expect(await launched(SLICE)).toBe("out_of_stock");
  await show([slice(first, 7), slice(second, 7)]);
  expect(await launched(SLICE)).toBe(slice(first, 7).pciAddress);
});

it("is not sold at all where the catalogue has no such slice", async () => {
  await db.execute(sql`update cards set instance_id = null`);
  await show([{ ...slice(first, 1), model: `${first.model} MIG 3g.40gb` }]);
  expect(await launched(TYPE)).toBe("out_of_stock");
  expect(await launched(SLICE)).toBe("out_of_stock");
});
