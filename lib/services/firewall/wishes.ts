import { type SQL, sql } from "drizzle-orm";
import type { FirewallMode, FirewallWish } from "@/lib/domain/firewall/plan";
import type { FirewallRule } from "@/lib/domain/firewall/rules";
import type { InstanceStateName } from "@/lib/domain/states";
import type { OpenForward } from "@/lib/ports/firewall";
import type { Database, Transaction } from "@/lib/services/context";

/** What is wanted of one instance's firewall, and what is known of it. */
export type FirewallRow = {
  instanceId: string;
  accountId: string;
  instanceName: string;
  instanceState: InstanceStateName;
  regionId: string;
  /** As the provider showed it last; null: never. */
  mode: FirewallMode | null;
  sets: { id: string; name: string; rules: FirewallRule[] }[];
  sshClosed: boolean;
  /** In force, as the provider confirmed it last. */
  forwards: OpenForward[];
  /** 0: it never had a set. */
  generation: number;
  appliedGeneration: number;
};

/** Instances with their firewalls. `which` is about the instance, `i`. */
export async function readFirewalls(db: Database | Transaction, which: SQL): Promise<FirewallRow[]> {
  const { rows } = await db.execute<FirewallRow>(sql`
    select i.id as "instanceId", i.account_id as "accountId", i.name as "instanceName", i.state as "instanceState",
      i.region_id as "regionId", r.firewall_mode as mode, coalesce(f.ssh_closed, false) as "sshClosed",
      coalesce(f.forwards, '[]') as forwards, coalesce(f.generation, 0) as generation, coalesce(f.applied_generation, 0) as "appliedGeneration",
      coalesce((select jsonb_agg(jsonb_build_object('id', s.id, 'name', s.name, 'rules', s.rules)
          order by s.created_at, s.id)
        from firewall_attachments a join firewall_sets s on s.id = a.set_id where a.instance_id = i.id), '[]') as sets
    from instances i
    join regions r on r.id = i.region_id
    left join instance_firewalls f on f.instance_id = i.id
    where ${which}
    order by i.created_at, i.id`);
  return rows;
}

/** One instance's, whoever's it is; null: there is none. */
export async function readFirewall(
  db: Database | Transaction,
  instanceId: string,
): Promise<FirewallRow | null> {
  const [row] = await readFirewalls(db, sql`i.id = ${instanceId}`);
  return row ?? null;
}

/** As the domain folds it. `replaced` stands in for the set of its id. */
export function wishOf(
  { sets, sshClosed }: Pick<FirewallRow, "sets" | "sshClosed">,
  replaced?: { id: string; rules: FirewallRule[] },
): FirewallWish {
  const rules = sets.flatMap((set) => (set.id === replaced?.id ? replaced.rules : set.rules));
  return { rules: sets.length === 0 ? null : rules, sshClosed };
}
