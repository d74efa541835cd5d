"use client";
import { skipToken, useQuery, useQueryClient } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { useEffect, useEffectEvent } from "react";
import { useHydrated } from "@/components/ui/use-hydrated";
import type { VolumeView } from "@/lib/contracts/volumes";
import { volumeKeys } from "./keys";

/** The account's volumes: what the page came with, kept current by the live stream; the newer of both wins. */
export function useVolumes(rendered: VolumeView[]): VolumeView[] {
  const client = useQueryClient();
  const hydrated = useHydrated();
  const { data } = useQuery({ queryKey: volumeKeys.list(), queryFn: skipToken, initialData: rendered });
  useEffect(() => {
    client.setQueryData<VolumeView[]>(volumeKeys.list(), (known) =>
      readAt(known) > readAt(rendered) ? known : rendered,
    );
  }, [client, rendered]);
  return hydrated && data ? data : rendered;
}

/** One of them. When its state has changed, or it is gone, the page is read again: what can be done comes from there. */
export function useVolume(rendered: VolumeView): VolumeView {
  const hydrated = useHydrated();
  const router = useRouter();
  const { data } = useQuery<VolumeView[]>({ queryKey: volumeKeys.list(), queryFn: skipToken });
  const live = data?.find((each) => each.id === rendered.id);
  const newer = live && live.serverNowMs >= rendered.serverNowMs ? live : null;
  const unlisted = data !== undefined && !live && rendered.state === "deleting";
  const moved = newer !== null && newer.state !== rendered.state;
  const readAgain = useEffectEvent(() => {
    if (unlisted || moved) router.refresh();
  });
  // Also when the page itself moves on: the list may have lost the volume before the page came with "deleting".
  const { state } = rendered;
  useEffect(() => {
    if (data && state) readAgain();
  }, [data, state]);
  return (hydrated && newer) || rendered;
}

const readAt = (views: VolumeView[] | undefined) =>
  (views ?? []).reduce((latest, view) => Math.max(latest, view.serverNowMs), 0);
