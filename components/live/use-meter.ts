"use client";
import { skipToken, useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";
import { useHydrated } from "@/components/ui/use-hydrated";
import type { MeterView } from "@/lib/contracts/views";
import { meterKeys } from "./keys";

/** The account's meter: what the page came with, kept current by the live stream; whichever was read later. */
export function useMeter(rendered: MeterView): MeterView {
  const client = useQueryClient();
  const hydrated = useHydrated();
  const { data = rendered } = useQuery({
    queryKey: meterKeys.current(),
    queryFn: skipToken,
    initialData: rendered,
  });
  useEffect(() => {
    client.setQueryData<MeterView>(meterKeys.current(), (known) =>
      known && known.serverNowMs > rendered.serverNowMs ? known : rendered,
    );
  }, [client, rendered]);
  return hydrated ? data : rendered;
}
