"use client";
/** The query cache of the console, kept current by the live stream of this browser. */
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { createContext, type ReactNode, use, useEffect, useState } from "react";
import { useFiguresPaused } from "@/components/ui/use-second";
import { applyLive } from "./apply";
import { openLive } from "./connection";

/** `paused`: the reader stopped the figures; views still arrive. */
export type LiveState = "live" | "reconnecting" | "paused";

const LEAVE_MS = 1_000;

const ConnectedContext = createContext(true);

export function LiveProvider(props: {
  /** Whose stream it is: account and mode. */
  scope: string;
  children: ReactNode;
}) {
  const { scope } = props;
  // Views come from the server's first response and from the stream; nothing is ever fetched again by itself.
  const [client] = useState(
    () =>
      new QueryClient({
        defaultOptions: {
          queries: { staleTime: Number.POSITIVE_INFINITY, gcTime: Number.POSITIVE_INFINITY },
        },
      }),
  );
  const [connected, setConnected] = useState(true);
  useEffect(() => {
    let end: ReturnType<typeof setTimeout> | undefined;
    const leave = openLive(scope, {
      onConnected: setConnected,
      onMessage: (message) => {
        if (message.kind !== "end") {
          applyLive(client, message);
          return;
        }
        // Signed out, or no longer acting: what this page shows is no longer this browser's to see. Whoever did it
        // here is on the way to another page already, and is left to it.
        clearTimeout(end);
        end = setTimeout(() => window.location.reload(), LEAVE_MS);
      },
    });
    return () => {
      clearTimeout(end);
      leave();
    };
  }, [client, scope]);
  return (
    <QueryClientProvider client={client}>
      <ConnectedContext value={connected}>{props.children}</ConnectedContext>
    </QueryClientProvider>
  );
}

/** Whether what the page shows is current. */
export function useLiveState(): LiveState {
  const connected = use(ConnectedContext);
  const paused = useFiguresPaused();
  return connected ? (paused ? "paused" : "live") : "reconnecting";
}
