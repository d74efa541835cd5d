import { z } from "zod";
import { defaultPolicies, type Policies } from "@/lib/domain/policies";
import { env } from "./env";
import { SettingsError } from "./settings";

const wholeNumber = z.union([z.int().nonnegative(), z.string().regex(/^\d{1,15}$/)]);

/** The defaults with the operator's overrides. Each must be of the default's own kind; throws `SettingsError`. */
export function readPolicies(overrides: Readonly<Record<string, unknown>>): Policies {
  const merged: Record<string, bigint | number | readonly bigint[]> = { ...defaultPolicies };
  for (const [name, value] of Object.entries(overrides)) {
    const standard = merged[name];
    if (standard === undefined)
      throw new SettingsError("POLICIES", `names "${name}", which is not a policy.`);
    const parsed = Array.isArray(standard)
      ? z
          .array(wholeNumber)
          .transform((list) => list.map((each) => BigInt(each)))
          .safeParse(value)
      : wholeNumber
          .transform((given) => (typeof standard === "bigint" ? BigInt(given) : Number(given)))
          .safeParse(value);
    if (!parsed.success)
      throw new SettingsError(
        "POLICIES",
        `gives "${name}" something other than a whole number (of ${unit(name)}).`,
      );
    merged[name] = parsed.data;
  }
  // Every name is a policy's and every value of that policy's kind: checked above.
  return merged as Policies;
}

const unit = (name: string): string => (name.endsWith("Cents") ? "cents" : "seconds, or as its name says");

let known: Policies | undefined;

/** What this operator decided. */
export function policies(): Policies {
  known ??= readPolicies(env().policies);
  return known;
}
