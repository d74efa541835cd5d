"use client";
import { skipToken, useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";
import { useHydrated } from "@/components/ui/use-hydrated";
import type { KeptView } from "@/lib/contracts/snapshots";
import { keptKeys } from "./keys";

/** What is kept for the account: what the page came with, kept current by the live stream; the newer of both wins. */
export function useKept(rendered: KeptView): KeptView {
  const client = useQueryClient();
  const hydrated = useHydrated();
  const { data } = useQuery({ queryKey: keptKeys.all(), queryFn: skipToken, initialData: rendered });
  useEffect(() => {
    client.setQueryData<KeptView>(keptKeys.all(), (known) =>
      known && known.serverNowMs > rendered.serverNowMs ? known : rendered,
    );
  }, [client, rendered]);
  return hydrated && data ? data : rendered;
}

/** A verb's answer is the newest view: shown at once, without waiting for the stream. */
export function useShowKept(): (kept: KeptView) => void {
  const client = useQueryClient();
  return (kept) => client.setQueryData(keptKeys.all(), kept);
}
