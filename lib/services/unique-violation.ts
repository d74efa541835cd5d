/** Did Postgres refuse a second row of a unique key (23505)? Drizzle wraps the driver's error. */
export function isUniqueViolation(error: unknown): boolean {
  for (let each = error; each instanceof Error; each = each.cause)
    if ("code" in each && each.code === "23505") return true;
  return false;
}
