import { z } from "zod";
import { SCRIPT_MAXIMUM_BYTES } from "./instances";

/** 100 000.00 per hour: above it somebody mistook cents for micro-units. */
const LARGEST_CENTS = 10_000_000;
const MICROS_PER_CENT = 10_000n;

const code = z
  .string()
  .regex(/^[a-z0-9][a-z0-9._-]{0,79}$/, "must be small letters, digits, dots, hyphens and _");
const words = z.string().trim().min(1, "must not be empty").max(200, "must have at most 200 characters");
const count = (least: number, most: number) =>
  z.number("must be a number").int("must be a whole number").min(least).max(most);

const cents = count(1, LARGEST_CENTS).transform((value) => BigInt(value) * MICROS_PER_CENT);
const micros = count(1, LARGEST_CENTS * 10_000).transform(BigInt);

/** Exactly one of the two; whole micro-units per hour either way. */
const price = z
  .strictObject({ centsPerHour: cents.optional(), microsPerHour: micros.optional() })
  .transform(({ centsPerHour, microsPerHour }, check) => {
    const given = [centsPerHour, microsPerHour].filter((value) => value !== undefined);
    if (given.length === 1 && given[0] !== undefined) return given[0];
    check.addIssue({ code: "custom", message: "must have centsPerHour or microsPerHour, and not both" });
    return z.NEVER;
  });

const region = z
  .strictObject({
    id: z
      .string()
      .regex(/^[a-z0-9-]{1,32}$/, "must be a code of small letters, digits and hyphens, as in REGIONS"),
    name: words,
    country: z.string().regex(/^[A-Z]{2}$/, "must be a country's two capital letters"),
    status: z.enum(["online", "announced"]).default("online"),
    phase: count(1, 99).default(1),
    announcedFor: words.optional(),
    /** What one GiB of a volume costs; without it the region has no volumes to sell. */
    volumeGib: price.optional(),
  })
  .refine(({ status, announcedFor }) => (status === "announced") === (announcedFor !== undefined), {
    path: ["announcedFor"],
    message: "is needed for an announced region, and for no other",
  });

const gpuModel = z.strictObject({ id: code, name: words, memoryGib: count(1, 4096), reportedAs: words });

const type = z
  .strictObject({
    id: code,
    gpuModel: code.optional(),
    gpuCount: count(1, 64).optional(),
    vcpus: count(1, 4096),
    memoryGib: count(1, 65_536),
    diskGib: count(1, 1_048_576),
  })
  .refine(({ gpuModel, gpuCount }) => (gpuModel === undefined) === (gpuCount === undefined), {
    path: ["gpuCount"],
    message: "and gpuModel belong together",
  });

const version = z.string().regex(/^\d+(\.\d+){0,3}$/, "must be numbers with dots, such as 12.8");

const image = z.strictObject({
  id: code,
  name: words,
  description: words,
  alias: words,
  sshUser: z.string().regex(/^[a-z_][a-z0-9_-]{0,31}$/, "must be a user's name"),
  kind: z.enum(["os", "template"]).default("os"),
  needsGpu: z.boolean().default(false),
  /** What it brings, and the oldest NVIDIA driver of a host that runs that. */
  cuda: version.optional(),
  minDriver: version.optional(),
  jupyter: z.boolean().default(false),
  /** What the launch form begins with. */
  startupScript: z
    .string()
    .min(1, "must not be empty")
    .refine((text) => new TextEncoder().encode(text).length <= SCRIPT_MAXIMUM_BYTES, {
      error: `must have at most ${SCRIPT_MAXIMUM_BYTES} bytes`,
    })
    .optional(),
  ports: z.array(z.strictObject({ port: count(1, 65_535), name: words })).default([]),
});

const sold = z.strictObject({ region: code, type: code, run: price, disk: price });

const lists = z.strictObject({
  currency: z
    .string()
    .regex(/^[A-Z]{3}$/, "must be a currency's three capital letters")
    .default("USD"),
  regions: z.array(region).min(1, "must name at least one region"),
  gpuModels: z.array(gpuModel).default([]),
  types: z.array(type).min(1, "must name at least one type"),
  images: z.array(image).min(1, "must name at least one image"),
  prices: z.array(sold).min(1, "must name at least one price"),
});

/** What an operator sells, as one file; lists are shown in its order. What it names must be in it. */
export const catalogueFile = lists.superRefine((file, check) => {
  const complain = (path: (string | number)[], message: string) =>
    check.addIssue({ code: "custom", path, message });
  const unique = (list: "regions" | "gpuModels" | "types" | "images") => {
    const seen = new Set<string>();
    file[list].forEach(({ id }, index) => {
      if (seen.has(id)) complain([list, index, "id"], `"${id}" is there twice`);
      seen.add(id);
    });
    return seen;
  };
  unique("images");
  const regions = unique("regions");
  const models = unique("gpuModels");
  const types = unique("types");
  file.types.forEach(({ gpuModel: model }, index) => {
    if (model !== undefined && !models.has(model))
      complain(["types", index, "gpuModel"], `"${model}" is not among gpuModels`);
  });
  const pairs = new Set<string>();
  file.prices.forEach(({ region: where, type: what }, index) => {
    if (!regions.has(where)) complain(["prices", index, "region"], `"${where}" is not among regions`);
    if (!types.has(what)) complain(["prices", index, "type"], `"${what}" is not among types`);
    const pair = `${where}/${what}`;
    if (pairs.has(pair)) complain(["prices", index], `"${what}" has a price in "${where}" already`);
    pairs.add(pair);
  });
});
export type CatalogueFile = z.output<typeof catalogueFile>;

/** One line per complaint, each with the field it is about, such as `prices[3].run.centsPerHour`. */
export function catalogueComplaints(error: z.ZodError): string[] {
  return error.issues.map(({ path, message }) => {
    const field = path.reduce<string>(
      (text, part) =>
        typeof part === "number"
          ? `${text}[${part}]`
          : text === ""
            ? String(part)
            : `${text}.${String(part)}`,
      "",
    );
    return field === "" ? message : `${field}: ${message}`;
  });
}
