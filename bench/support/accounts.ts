import type { Pool } from "pg";
import { newId } from "@/lib/services/id";

/** So many accounts with nothing on them. Returns their ids. */
export async function addAccounts(owner: Pool, count: number): Promise<string[]> {
  const ids = Array.from({ length: count }, () => newId("acc")).sort();
  await owner.query(
    "INSERT INTO accounts (id, name, currency, gpu_quota) SELECT id, 'Bench', 'usd', 8 FROM unnest($1::text[]) AS id",
    [ids],
  );
  await owner.query("VACUUM ANALYZE");
  return ids;
}
