"use client";
import { useEffect, useState } from "react";
import type { AvailabilityView, LiveMessage } from "@/lib/contracts/views";

/**
 * The availability that the page came with, kept current by the public event stream. Used on public pages, which carry
 * no query cache. `live` is false while the stream is being reconnected.
 */
export function useAvailability(initial: AvailabilityView): { view: AvailabilityView; live: boolean } {
  const [view, setView] = useState(initial);
  const [live, setLive] = useState(true);
  useEffect(() => {
    const stream = new EventSource("/api/live?topic=availability");
    stream.onopen = () => setLive(true);
    stream.onerror = () => setLive(false);
    stream.onmessage = (event: MessageEvent<string>) => {
      const message: LiveMessage = JSON.parse(event.data);
      if (message.kind === "availability") setView(message.availability);
    };
    return () => stream.close();
  }, []);
  return { view, live };
}
