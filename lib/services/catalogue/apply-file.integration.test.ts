import { execFile } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { asc } from "drizzle-orm";
import { afterAll, describe, expect, it } from "vitest";
import * as schema from "@/drizzle/schema";
import { availability } from "@/lib/services/catalogue/availability";
import { testContext } from "@/lib/testing/context";
import { testDatabase } from "@/lib/testing/database";

const database = await testDatabase();
const folder = mkdtempSync(join(tmpdir(), "wattsecond-catalogue-"));
afterAll(() => rmSync(folder, { recursive: true }));

/** The operator's door: the script itself, with the file and the database's address. */
function apply(content: unknown): Promise<{ code: number; output: string }> {
  const file = join(folder, "catalogue.json");
  writeFileSync(file, typeof content === "string" ? content : JSON.stringify(content));
  return new Promise((resolve) =>
    execFile(
      process.execPath,
      ["--import", "tsx", "scripts/catalogue.ts", file, database.url],
      (error, stdout, stderr) =>
        resolve({ code: error ? 1 : 0, output: stdout + stderr.replaceAll(file, "file") }),
    ),
  );
}

/** The one that the README shows. */
function example() {
  const [, json] = /```json catalogue\n(.*?)```/s.exec(readFileSync("README.md", "utf8")) ?? [];
  return JSON.parse(json ?? "");
}
const prices = () =>
  database.db.select().from(schema.prices).orderBy(asc(schema.prices.validFrom), asc(schema.prices.id));

describe("the operator's catalogue", () => {
  it("fills an empty database with the README's example, and changes nothing the second time", async () => {
    expect(await apply(example())).toMatchObject({ code: 0 });
    const first = await prices();
    const run = first.find(
      ({ kind, instanceTypeId }) => kind === "run" && instanceTypeId === "gpu_1x_h100_80gb",
    );
    expect(run?.microsPerHour).toBe(2_490_000n);
    const { regions } = await availability(testContext(database));
    expect(regions.map(({ name }) => name)).toEqual(["Samara", "Samara, phase 2"]);
    expect((await apply(example())).output).toContain("like that already");
    expect(await prices()).toEqual(first);
  });

  it("ends an old price where the new one begins, and edits neither", async () => {
    const before = await prices();
    const dearer = example();
    dearer.prices[0].run = { centsPerHour: 259 };
    expect((await apply(dearer)).output).toContain("1 begin, 1 end");
    const after = await prices();
    const ended = after.filter(({ validTo }) => validTo !== null);
    const begun = after.filter(({ id }) => !before.some((old) => old.id === id));
    expect([ended.length, begun.length]).toEqual([1, 1]);
    expect(begun[0]).toMatchObject({ microsPerHour: 2_590_000n, validFrom: ended[0]?.validTo });
    expect({ ...ended[0], validTo: null }).toEqual(before.find(({ id }) => id === ended[0]?.id));
  });

  it("no longer sells what the file has no price for", async () => {
    const fewer = example();
    fewer.prices.splice(0, 1);
    expect((await apply(fewer)).output).toContain("0 begin, 2 end");
    const open = (await prices()).filter(({ validTo }) => validTo === null);
    expect(open.map(({ instanceTypeId }) => instanceTypeId)).not.toContain("gpu_1x_h100_80gb");
  });

  it("says what an image brings and needs, and takes that back when the file no longer does", async () => {
    const brings = { kind: "template", needsGpu: true, cuda: "12.8", minDriver: "570.26", jupyter: true };
    const file = example();
    Object.assign(file.images[0], brings, {
      startupScript: "#!/bin/sh\n",
      ports: [{ port: 8888, name: "Lab" }],
    });
    expect(await apply(file)).toMatchObject({ code: 0 });
    const image = async () => (await database.db.select().from(schema.images))[0];
    expect(await image()).toMatchObject({
      ...{ kind: "template", needsGpu: true, cudaVersion: "12.8", minDriverVersion: "570.26" },
      ...{ opensJupyter: true, startupScript: "#!/bin/sh\n", ports: [{ port: 8888, name: "Lab" }] },
    });
    file.images[0].minDriver = "new";
    expect((await apply(file)).output).toContain("file: images[0].minDriver: ");
    expect(await apply(example())).toMatchObject({ code: 0 });
    expect(await image()).toMatchObject({
      ...{ kind: "os", needsGpu: false, cudaVersion: null, minDriverVersion: null },
      ...{ opensJupyter: false, startupScript: null, ports: [] },
    });
  });

  it("names every field that is wrong, and changes nothing", async () => {
    const before = await prices();
    const wrong = example();
    wrong.regions[0].country = "Russia";
    wrong.types[0].vcpus = 1.5;
    wrong.prices[0].run = { centsPerHour: 249, microsPerHour: 2_490_000 };
    wrong.prices[1].disk = { centsPerHour: 0.5 };
    wrong.images[0].colour = "blue";
    const { code, output } = await apply(wrong);
    expect(code).toBe(1);
    for (const field of [
      "file: regions[0].country: ",
      "file: types[0].vcpus: ",
      "file: prices[0].run: must have centsPerHour or microsPerHour, and not both",
      "file: prices[1].disk.centsPerHour: ",
      "file: images[0]: ",
      "Nothing was changed.",
    ])
      expect(output).toContain(field);
    expect(await prices()).toEqual(before);
    const unknown = example();
    unknown.prices[0].type = "gpu_1x_abacus";
    unknown.types[1].gpuModel = "abacus";
    expect((await apply(unknown)).output).toMatch(
      /types\[1\]\.gpuModel: "abacus" is not among gpuModels\n.*prices\[0\]\.type: "gpu_1x_abacus" is not among types/,
    );
    expect((await apply("{")).output).toMatch(/^file: .*JSON/);
  });

  it("is not for a demonstration", async () => {
    await database.owner.query("INSERT INTO deployment (id, demonstration) VALUES ('dep_demo', true)");
    expect((await apply(example())).output).toContain("demonstration");
  });
});
