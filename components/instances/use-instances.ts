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

/** One of them; the rendered one until the stream knows better. */
export function useInstance(rendered: InstanceView): InstanceView {
  const hydrated = useHydrated();
  const { newer } = useLiveInstance(rendered);
  return (hydrated && newer) || rendered;
}

/**
 * When its state has changed, or it is no longer listed because it is gone, the page is read again: its history,
 * receipts and prices come from the server. Once per page: in its head.
 */
export function useReadAgain(rendered: InstanceView): void {
  const router = useRouter();
  const { listed, newer } = useLiveInstance(rendered);
  const unlisted = listed !== undefined && !listed.some(({ id }) => id === rendered.id);
  const readAgain = useEffectEvent(() => {
    const gone = unlisted && !ENDED.has(rendered.state);
    if (gone || (newer !== null && (newer.state !== rendered.state || told(newer) !== told(rendered))))
      router.refresh();
  });
  // Once per message, not per rendering: what was launched a moment ago is not in the list yet.
  useEffect(() => {
    if (listed) readAgain();
  }, [listed]);
}

function useLiveInstance(rendered: InstanceView) {
  const { data } = useQuery<InstanceView[]>({ queryKey: instanceKeys.list(), queryFn: skipToken });
  const live = data?.find((each) => each.id === rendered.id);
  return { listed: data, newer: live && live.serverNowMs >= rendered.serverNowMs ? live : null };
}

/** With the news that there is room comes another offer to start; a firewall is shown as the server knows it. */
const told = ({ roomWait, firewall }: InstanceView) => `${roomWait?.noticedAt} ${firewall?.stamp}`;

const ENDED: ReadonlySet<string> = new Set(["terminated", "failed"]);

const readAt = (views: InstanceView[] | undefined) =>
  (views ?? []).reduce((latest, view) => Math.max(latest, view.serverNowMs), 0);
