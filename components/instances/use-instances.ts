"use client";
import { skipToken, useQuery, useQueryClient } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { useEffect, useEffectEvent } from "react";
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

/**
 * One of them; the rendered one until the stream knows better. When its state has changed, or it is no longer listed
 * because it is gone, the page is read again: its history, receipts and prices come from the server.
 */
export function useInstance(rendered: InstanceView): InstanceView {
  const hydrated = useHydrated();
  const router = useRouter();
  const { data } = useQuery<InstanceView[]>({ queryKey: instanceKeys.list(), queryFn: skipToken });
  const live = data?.find((each) => each.id === rendered.id);
  const newer = live && live.serverNowMs >= rendered.serverNowMs ? live : null;
  const unlisted = data !== undefined && !live && !ENDED.has(rendered.state);
  const moved = newer !== null && newer.state !== rendered.state;
  const readAgain = useEffectEvent(() => {
    if (unlisted || moved) router.refresh();
  });
  // Once per message, not per rendering: what was launched a moment ago is not in the list yet.
  useEffect(() => {
    if (data) readAgain();
  }, [data]);
  return (hydrated && newer) || rendered;
}

const ENDED: ReadonlySet<string> = new Set(["terminated", "failed"]);

const readAt = (views: InstanceView[] | undefined) =>
  (views ?? []).reduce((latest, view) => Math.max(latest, view.serverNowMs), 0);
