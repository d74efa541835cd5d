import { sql } from "drizzle-orm";
import type { hostStates } from "@/drizzle/schema";
import { sameSilicon } from "@/lib/domain/cards";
import type { ComputeHost } from "@/lib/ports/compute";
import type { ServiceContext } from "@/lib/services/context";
import { markDisagreements } from "./disagreements";

/** A card that a machine at the provider has. Off, only a stranger's counts: it may come back at any time. */
export type HeldCard = {
  host: string;
  pciAddress: string;
  machine: string;
  running: boolean;
  /** By the machine's own tags; null: it is not ours. */
  instanceId: string | null;
};

/**
 * Our picture of a region's hosts and cards becomes what the provider shows. What is not shown any more is kept as away
 * (a host may come back), so that nothing is placed there. Rows that did not change are not written.
 */
export async function mirrorRegion(
  ctx: ServiceContext,
  regionId: string,
  hosts: readonly ComputeHost[],
  held: readonly HeldCard[],
): Promise<void> {
  const cards = hosts.flatMap((host) =>
    host.cards.map((card) => {
      const here = held.filter((each) => each.host === host.name);
      const on = here.filter((each) => each.running && each.pciAddress === card.pciAddress);
      const all = here.filter((each) => sameSilicon(each.pciAddress, card.pciAddress));
      return {
        host: host.name,
        pciAddress: card.pciAddress,
        model: card.model,
        foreign: all.some((each) => each.instanceId === null),
        heldBy: on.map((each) => each.machine).sort(),
        ours: on.flatMap((each) => each.instanceId ?? []),
      };
    }),
  );
  const changed = await ctx.transact(async (tx) => {
    const hostRows = JSON.stringify(
      hosts.map(({ cards: _, driver, ...host }) => ({
        ...host,
        state: hostState(host),
        driver: driver?.version ?? null,
        cuda: driver?.cuda ?? null,
      })),
    );
    const hostsChanged = await tx.execute(sql`
      insert into hosts (region_id, name, online, schedulable, state, vcpus, memory_mib, disk_gib, address,
        driver_version, cuda_version, seen_at)
      select ${regionId}, h.name, h.online, h.schedulable, h.state, h.vcpus, h."memoryMib", h."diskGib", h.address,
        h.driver, h.cuda, app_now()
      from jsonb_to_recordset(${hostRows}::jsonb) as h(name text, online bool, schedulable bool, state text, vcpus int,
        "memoryMib" int, "diskGib" int, address text, driver text, cuda text)
      order by h.name
      on conflict (region_id, name) do update
      set online = excluded.online, schedulable = excluded.schedulable, seen_at = excluded.seen_at,
        state = excluded.state, address = excluded.address,
        state_since = case when hosts.state = excluded.state then hosts.state_since else excluded.seen_at end,
        -- A host that is away reports no room; what it has is still there when it comes back.
        vcpus = case when excluded.online then excluded.vcpus else hosts.vcpus end,
        memory_mib = case when excluded.online then excluded.memory_mib else hosts.memory_mib end,
        disk_gib = case when excluded.online then excluded.disk_gib else hosts.disk_gib end,
        driver_version = case when excluded.online then excluded.driver_version else hosts.driver_version end,
        cuda_version = case when excluded.online then excluded.cuda_version else hosts.cuda_version end
      where (hosts.online, hosts.schedulable, hosts.state, hosts.address)
          is distinct from (excluded.online, excluded.schedulable, excluded.state, excluded.address)
        or (excluded.online and (hosts.vcpus, hosts.memory_mib, hosts.disk_gib, hosts.driver_version, hosts.cuda_version)
          is distinct from (excluded.vcpus, excluded.memory_mib, excluded.disk_gib, excluded.driver_version,
            excluded.cuda_version))`);
    const hostsAway = await tx.execute(sql`
      update hosts set online = false, schedulable = false, state = 'removed', state_since = app_now()
      where region_id = ${regionId} and state <> 'removed'
        and name not in (select name from jsonb_to_recordset(${hostRows}::jsonb) as h(name text))`);
    const cardRows = JSON.stringify(cards);
    const cardsChanged = await tx.execute(sql`
      insert into cards (region_id, host, pci_address, gpu_model_id, reported_model, present, "foreign", held_by)
      select ${regionId}, c.host, c."pciAddress", m.id, c.model, true,
        -- A machine of ours that no row knows holds its cards all the same.
        c."foreign" or exists (
          select from unnest(c.ours) as o(id) where not exists (select from instances i where i.id = o.id)),
        c."heldBy"
      from jsonb_to_recordset(${cardRows}::jsonb)
        as c(host text, "pciAddress" text, model text, "foreign" bool, "heldBy" text[], ours text[])
      left join lateral (
        -- The longest match is the most exact: "A100 80GB" before "A100".
        select id from gpu_models where c.model ilike '%' || reported_as || '%'
          -- A slice is never sold as the card that it is a part of.
          and (c."pciAddress" like '%/%') = (reported_as ~* '\\mMIG\\M')
        order by length(reported_as) desc, id limit 1
      ) as m on true
      order by c.host, c."pciAddress"
      on conflict (region_id, host, pci_address) do update
      set gpu_model_id = excluded.gpu_model_id, reported_model = excluded.reported_model, present = true,
        "foreign" = excluded."foreign", held_by = excluded.held_by
      where (cards.gpu_model_id, cards.reported_model, cards.present, cards."foreign", cards.held_by)
        is distinct from (excluded.gpu_model_id, excluded.reported_model, true, excluded."foreign", excluded.held_by)`);
    await markDisagreements(tx, regionId, cardRows);
    // A host that is away shows no cards; they are not gone for that.
    const cardsGone = await tx.execute(sql`
      update cards c set present = false
      from hosts h
      where c.region_id = ${regionId} and c.present and h.region_id = c.region_id and h.name = c.host and h.online
        and not exists (
          select from jsonb_to_recordset(${cardRows}::jsonb) as s(host text, "pciAddress" text)
          where s.host = c.host and s."pciAddress" = c.pci_address)`);
    return [hostsChanged, hostsAway, cardsChanged, cardsGone].some((each) => (each.rowCount ?? 0) > 0);
  });
  if (changed) ctx.notify({ accountId: null, kind: "availability" });
}

function hostState(host: Omit<ComputeHost, "cards" | "driver">): (typeof hostStates)[number] {
  if (!host.online) return "offline";
  if (host.evacuated) return "evacuated";
  return host.schedulable ? "online" : "closed";
}

/** The provider's last answer, for the status page and for launches. `error` null: it answered. */
export async function recordRegionStatus(
  ctx: ServiceContext,
  regionId: string,
  error: string | null,
): Promise<void> {
  const changed = await ctx.transact(async (tx) => {
    const { rows } = await tx.execute<{ changed: boolean }>(sql`
      update regions r set provider_error = ${error},
        provider_seen_at = case when ${error}::text is null then app_now() else r.provider_seen_at end
      from (select id, provider_error is null as up from regions where id = ${regionId} for update) as before
      where r.id = before.id
      returning before.up <> (r.provider_error is null) or r.provider_seen_at is null as changed`);
    return rows[0]?.changed ?? false;
  });
  if (changed) ctx.notify({ accountId: null, kind: "availability" });
}
