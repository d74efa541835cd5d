import { sql } from "drizzle-orm";
import type { ServiceContext } from "@/lib/services/context";

export type Move = { instanceId: string; generation: number; host: string };

/** The cluster has moved machines to other hosts, as in maintenance: what they use is used there. */
export async function recordMoves(ctx: ServiceContext, moves: readonly Move[]): Promise<void> {
  if (moves.length === 0) return;
  await ctx.transact((tx) =>
    tx.execute(sql`
      update instances i set host = m.host
      from jsonb_to_recordset(${JSON.stringify(moves)}::jsonb) as m("instanceId" text, generation int, host text)
      where i.id = m."instanceId" and i.generation = m.generation and i.state in ('running', 'stopped')
        and i.move_to is null`),
  );
  ctx.notify({ accountId: null, kind: "availability" });
}
