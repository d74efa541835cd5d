import { sql } from "drizzle-orm";
import type { Transaction } from "@/lib/services/context";

/** For so long a card's holder and the provider's may differ: a look may be older than what it is compared with. */
export const DISAGREES_AFTER_SECONDS = 60;

/**
 * A card has one holder, and the provider agrees: remembers since when it does not. While something is under way for the
 * holder (a boot, a stop) the two may differ for good reasons, except by a second holder. On the real clock: a
 * demonstration that leaps forward has not been wrong for hours.
 *
 *   our table        at the provider        under way      disagrees
 *   free             nobody, or a stranger  -              no (a stranger's card is not offered)
 *   free             a machine of ours      no             yes
 *   held by X        X alone                -              no
 *   held by X        nobody                 yes            no
 *   held by X        nobody                 no             yes
 *   held by X        anybody else           -              yes
 */
export async function markDisagreements(tx: Transaction, regionId: string, cardRows: string): Promise<void> {
  await tx.execute(sql`
    with known as (
      select i.id, i.state, replace(i.id, '_', '-') as machine,
        i.generation = i.applied_generation and i.restart_requested = i.restart_applied
          and not exists (select from operations o where o.instance_id = i.id and o.finished_at is null) as settled
      from instances i
      where i.region_id = ${regionId} and (i.state not in ('terminated', 'failed')
        or i.id in (select c.instance_id from cards c where c.region_id = ${regionId}))
    ), seen as (
      select c.host, c.pci_address, coalesce(
        case
          when c.instance_id is null then exists (select from known k where k.settled and k.id = any(s.ours))
          when k.settled and k.state = 'running' then c.held_by <> array[k.machine]
          when k.settled then true
          else c.held_by <> '{}' and c.held_by <> array[k.machine]
        end, true) as differs
      from cards c
      join jsonb_to_recordset(${cardRows}::jsonb) as s(host text, "pciAddress" text, ours text[])
        on s.host = c.host and s."pciAddress" = c.pci_address
      left join known k on k.id = c.instance_id
      where c.region_id = ${regionId}
    )
    update cards c set disagrees_since = case when s.differs then clock_timestamp() end
    from seen s
    where c.region_id = ${regionId} and c.host = s.host and c.pci_address = s.pci_address
      and s.differs <> (c.disagrees_since is not null)`);
}
