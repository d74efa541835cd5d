import { sql } from "drizzle-orm";
import { DomainError } from "@/lib/domain/errors";
import type { ServiceContext } from "./context";

/** At most `limit` tries per `windowSeconds` of whatever `key` names. */
export type RateLimit = { key: string; limit: number; windowSeconds: number };

type Row = { key: string; count: number; seconds_left: number };

/**
 * Counts a try against every limit, at once and before the work, so that a hundred at the same moment are counted
 * too. Throws `rate_limited` with the seconds until the fullest window ends.
 */
export async function countTry(ctx: ServiceContext, limits: readonly RateLimit[]): Promise<void> {
  const rows = await change(ctx, limits, 1);
  const over = rows.filter((row) => {
    const limit = limits.find(({ key }) => key === row.key)?.limit ?? 0;
    return row.count > limit;
  });
  if (over.length === 0) return;
  const seconds = Math.max(1, ...over.map((row) => row.seconds_left));
  throw new DomainError("rate_limited", { seconds: String(seconds) });
}

/** Gives tries back that turned out to be fine: only failures count against somebody who knows the password. */
export async function forgiveTry(ctx: ServiceContext, limits: readonly RateLimit[]): Promise<void> {
  await change(ctx, limits, -1);
}

async function change(ctx: ServiceContext, limits: readonly RateLimit[], by: 1 | -1): Promise<Row[]> {
  if (limits.length === 0) return [];
  const asked = JSON.stringify(limits.map(({ key, windowSeconds }) => ({ key, length: windowSeconds })));
  // In key order, so that two requests that count the same keys never wait for each other.
  const { rows } = await ctx.db.execute<Row>(sql`
    WITH at AS MATERIALIZED (SELECT extract(epoch FROM app_now()) AS now),
    asked AS (
      SELECT a.key, to_timestamp(floor(at.now / a.length) * a.length) AS start,
             ceil((floor(at.now / a.length) + 1) * a.length - at.now)::bigint AS seconds_left
        FROM json_to_recordset(${asked}::json) AS a(key text, length integer), at
       ORDER BY a.key),
    counted AS (
      INSERT INTO rate_limits AS r (key, window_start, count)
      SELECT key, start, greatest(${by}::integer, 0) FROM asked
      ON CONFLICT (key, window_start) DO UPDATE SET count = greatest(r.count + ${by}::integer, 0)
      RETURNING key, count)
    SELECT c.key, c.count, a.seconds_left::integer FROM counted c JOIN asked a USING (key)`);
  return rows;
}

/** Whether an address says anything about who asks: behind the machine's own proxy everybody comes from loopback. */
const tellsSomething = (ip: string | null): ip is string =>
  ip !== null && !/^(127\.|::1$|::ffff:127\.)/.test(ip);

/** The limit per network address, where there is one that tells people apart. */
export function perIp(name: string, ip: string | null, limit: number, windowSeconds: number): RateLimit[] {
  return tellsSomething(ip) ? [{ key: `${name}:ip:${network(ip)}`, limit, windowSeconds }] : [];
}

/** One customer of a provider usually holds a whole /64 of IPv6. */
function network(ip: string): string {
  if (!ip.includes(":") || ip.startsWith("::ffff:")) return ip;
  const [head = "", tail = ""] = ip.split("::");
  const left = head.split(":").filter(Boolean);
  const right = tail.split(":").filter(Boolean);
  const groups = ip.includes("::")
    ? [...left, ...Array<string>(Math.max(0, 8 - left.length - right.length)).fill("0"), ...right]
    : left;
  return `${groups.slice(0, 4).join(":")}::/64`;
}

/** Windows that have long ended. Returns how many went. */
export async function sweepRateLimits(ctx: ServiceContext): Promise<number> {
  const { rowCount } = await ctx.db.execute(
    sql`DELETE FROM rate_limits WHERE window_start < app_now() - interval '2 days'`,
  );
  return rowCount ?? 0;
}
