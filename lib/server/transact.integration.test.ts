import { sql } from "drizzle-orm";
import { afterAll, expect, it, vi } from "vitest";
import { testDatabase } from "@/lib/testing/database";
import { newAccount } from "@/lib/testing/money";
import { poolFor } from "./database";
import type { ContextFacts } from "./transact";

const database = await testDatabase();
// One connection, so that everybody gets the same.
const pool = poolFor(database.url, "customer", 1);
afterAll(() => pool.end());

const facts = (accountId: string): ContextFacts => ({
  actor: { kind: "visitor" },
  subject: { accountId, role: "owner" },
  mode: "own",
  acting: null,
  requestId: "req_test",
  ip: null,
});

it("tells a connection again after another copy of this code has told it something else", async () => {
  const [ours, theirs] = [await newAccount(database.db), await newAccount(database.db)];
  const first = await import("./transact");
  vi.resetModules();
  const second = await import("./transact");
  expect(second.scopedDatabase).not.toBe(first.scopedDatabase);
  const seenBy = async (copy: typeof first, accountId: string) => {
    const { rows } = await copy
      .scopedDatabase(pool, facts(accountId))
      .execute<{ id: string }>(sql`select account_id as id from account_meters order by 1`);
    return rows.map(({ id }) => id);
  };
  expect(await seenBy(first, ours)).toEqual([ours]);
  expect(await seenBy(second, theirs)).toEqual([theirs]);
  expect(await seenBy(first, ours)).toEqual([ours]);
});
