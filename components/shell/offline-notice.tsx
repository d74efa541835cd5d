"use client";
/** Says so while the browser has no connection. On every page, so it brings no icons and no components. */
import { useSyncExternalStore } from "react";
import { useMessages } from "@/components/i18n/provider";

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
  return (
    <div role="status">
      {online ? null : (
        <p className="border-b border-attention-line bg-attention-soft px-4 py-2">
          <span aria-hidden className="mr-2 text-attention">
            ▲
          </span>
          {m.offline}
        </p>
      )}
    </div>
  );
}
