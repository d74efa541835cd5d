"use client";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";
import { useFiguresPaused } from "@/components/ui/use-second";
import type { MetricsView } from "@/lib/contracts/telemetry";
import { mergeMetrics } from "./columns";
import { metricsKeys } from "./keys";

const FETCH_EVERY_MS = 10_000;

/**
 * The readings the page came with, and every ten seconds what came since; not while the page is hidden or live figures
 * are paused. `failed`: the last attempt got no answer.
 */
export function useMetrics(
  instanceId: string,
  rendered: MetricsView,
): { metrics: MetricsView; failed: boolean } {
  const client = useQueryClient();
  const paused = useFiguresPaused();
  const key = metricsKeys.readings(instanceId, rendered.range);
  const { data, isError, failureCount } = useQuery({
    queryKey: key,
    queryFn: async ({ signal }) => {
      const known = client.getQueryData<MetricsView>(key) ?? rendered;
      const since = known.at.at(-1);
      const asked = new URLSearchParams({ instance: instanceId, range: rendered.range });
      if (since !== undefined) asked.set("since", `${since}`);
      const answer = await fetch(`/api/live/readings?${asked}`, { signal });
      if (!answer.ok) throw new Error(`status ${answer.status}`);
      const more: MetricsView = await answer.json();
      return mergeMetrics(known, more);
    },
    initialData: rendered,
    retry: false,
    refetchInterval: paused ? false : FETCH_EVERY_MS,
  });
  useEffect(() => {
    // A page that was rendered later than the last answer knows more.
    client.setQueryData<MetricsView>(metricsKeys.readings(instanceId, rendered.range), (known) =>
      known && known.to > rendered.to ? known : rendered,
    );
  }, [client, instanceId, rendered]);
  return { metrics: data, failed: isError || failureCount > 0 };
}
