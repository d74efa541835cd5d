import { z } from "zod";
import { cleanName, nameProblem } from "@/lib/domain/names";

/** One per form that was opened: a second click, or a repeated request, finds what the first one made. */
export const requestId = z.string().regex(/^[A-Za-z0-9_-]{8,64}$/, { error: "request_id_invalid" });

/** An id of ours. What does not look like one cannot exist, so the answer is the same as for an unknown one. */
export const idOf = (prefix: string) =>
  z.string({ error: "required" }).regex(new RegExp(`^${prefix}_[a-z2-7]{20}$`), { error: "unknown" });

/** A code of the catalogue, such as `gpu_8x_a100_80gb` or `ru-samara-1`. */
export const catalogueCode = z
  .string({ error: "required" })
  .trim()
  .min(1, { error: "required" })
  .max(80, { error: "unknown" });

/** A name that a customer gives; single blanks inside, none around. Codes: `name_empty`, `name_too_long`, `name_characters`. */
export const givenName = z
  .string({ error: "name_empty" })
  .max(1000, { error: "name_too_long" })
  .transform((typed, check) => {
    const name = cleanName(typed);
    const problem = nameProblem(name);
    if (problem !== null) check.addIssue({ code: "custom", message: `name_${problem}` });
    return name;
  });

/** Empty fields of a form are absent. */
export const blankAsNull = <T extends z.ZodType>(schema: T) =>
  z.preprocess((value) => (value === "" || value === undefined ? null : value), schema.nullable());
