-- Which part of a card a row of cards is: all of it, or a slice (MIG) by its GPU and compute instance, "<pci>/7/0".
CREATE FUNCTION card_span(id text) RETURNS int4range LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  select case when id like '%/%'
    then int4range(split_part(id, '/', 2)::int * 100 + split_part(id, '/', 3)::int,
      split_part(id, '/', 2)::int * 100 + split_part(id, '/', 3)::int, '[]')
    else int4range(0, null) end
$$;
--> statement-breakpoint
-- A card and its slices are the same silicon: whoever has one keeps all others from the other.
ALTER TABLE "cards" ADD CONSTRAINT "cards_same_silicon" EXCLUDE USING gist (
  region_id WITH =, host WITH =, split_part(pci_address, '/', 1) WITH =, card_span(pci_address) WITH &&
) WHERE (instance_id IS NOT NULL);
