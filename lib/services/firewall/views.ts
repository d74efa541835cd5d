import { sql } from "drizzle-orm";
import type { FirewallRuleView, FirewallSetView, FirewallUseView } from "@/lib/contracts/firewall";
import { type FirewallRule, portsText } from "@/lib/domain/firewall/rules";
import type { Database } from "@/lib/services/context";

type Row = {
  id: string;
  name: string;
  version: number;
  rules: FirewallRule[];
  updated_at_ms: string;
  used_by: FirewallUseView[];
};

export const ruleView = ({ protocol, ports, sources, note }: FirewallRule): FirewallRuleView => ({
  protocol,
  ports: ports && portsText(ports),
  sources,
  note,
});

/** The account's rule sets, the oldest first; `setId`: that one alone. */
export async function readSetViews(
  db: Database,
  accountId: string,
  setId: string | null = null,
): Promise<FirewallSetView[]> {
  const { rows } = await db.execute<Row>(sql`
    select s.id, s.name, s.version, s.rules, (extract(epoch from s.updated_at) * 1000)::bigint::text as updated_at_ms,
      coalesce((select jsonb_agg(jsonb_build_object('instanceId', i.id, 'name', i.name, 'mode', r.firewall_mode)
          order by i.name, i.id)
        from firewall_attachments a join instances i on i.id = a.instance_id join regions r on r.id = i.region_id
        where a.set_id = s.id and i.state not in ('terminated', 'failed')), '[]') as used_by
    from firewall_sets s
    where s.account_id = ${accountId} and (${setId}::text is null or s.id = ${setId})
    order by s.created_at, s.id`);
  return rows.map((row) => ({
    id: row.id,
    name: row.name,
    version: row.version,
    rules: row.rules.map(ruleView),
    usedBy: row.used_by,
    updatedAt: new Date(Number(row.updated_at_ms)).toISOString(),
  }));
}
