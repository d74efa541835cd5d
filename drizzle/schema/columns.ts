import { bigint, customType, text, timestamp } from "drizzle-orm/pg-core";

/** Epoch seconds of the database's clock, as the meter counts them. */
export const second = (name: string) => bigint(name, { mode: "bigint" });
/** Ticks: 1/3 600 000 000 of the currency's major unit. */
export const ticks = (name: string) => bigint(name, { mode: "bigint" });
/** Whole micro-units per hour, which is the same number of ticks per second. */
export const rate = (name: string) => bigint(name, { mode: "bigint" });
export const instant = (name: string) => timestamp(name, { withTimezone: true, mode: "date" });
/** `prefix_` and 20 random letters and digits; the prefix says what it names. */
export const id = (name = "id") => text(name);

export const bytes = customType<{ data: Buffer }>({ dataType: () => "bytea" });
