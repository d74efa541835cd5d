"use client";
/** Says so while the browser has no connection. */
import { useSyncExternalStore } from "react";
import { useMessages } from "@/components/i18n/provider";
import { Banner } from "@/components/ui/banner";

function subscribe(changed: () => void) {
  window.addEventListener("online", changed);
  window.addEventListener("offline", changed);
  return () => {
    window.removeEventListener("online", changed);
    window.removeEventListener("offline", changed);
  };
}

export function OfflineNotice() {
  const m = useMessages("errors");
  const online = useSyncExternalStore(
    subscribe,
    () => navigator.onLine,
    () => true,
  );
  // The live region is there from the start: what is put into it later is spoken.
  return <div role="status">{online ? null : <Banner tone="attention" edge text={m.offline} />}</div>;
}
