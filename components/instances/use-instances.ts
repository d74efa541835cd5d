"use client";
import { skipToken, useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";
import { useHydrated } from "@/components/ui/use-hydrated";
import type { InstanceView } from "@/lib/contracts/views";
import { instanceKeys } from "./keys";

/**
 * The account's instances: what the page came with, kept current by the live stream. A page that was rendered after the
 * last message of the stream is newer and replaces it.
 */
export function useInstances(rendered: InstanceView[]): InstanceView[] {
  const client = useQueryClient();
  const hydrated = useHydrated();
  const { data } = useQuery({ queryKey: instanceKeys.list(), queryFn: skipToken, initialData: rendered });
  useEffect(() => {
    client.setQueryData<InstanceView[]>(instanceKeys.list(), (known) =>
      readAt(known) > readAt(rendered) ? known : rendered,
    );
  }, [client, rendered]);
  return hydrated && data ? data : rendered;
}

/** One of them; the rendered one until the stream knows better, also when it is no longer listed. */
export function useInstance(rendered: InstanceView): InstanceView {
  const hydrated = useHydrated();
  const { data } = useQuery<InstanceView[]>({ queryKey: instanceKeys.list(), queryFn: skipToken });
  const live = data?.find((each) => each.id === rendered.id);
  return hydrated && live && live.serverNowMs >= rendered.serverNowMs ? live : rendered;
}

const readAt = (views: InstanceView[] | undefined) =>
  (views ?? []).reduce((latest, view) => Math.max(latest, view.serverNowMs), 0);
