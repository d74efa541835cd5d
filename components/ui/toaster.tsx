"use client";
/** Where toasts appear. Empty, and weighs nothing, until the first one. */
import { lazy, Suspense, useEffect, useState } from "react";
import { TOASTER_WANTED } from "./toast";

const Sonner = lazy(async () => ({ default: (await import("sonner")).Toaster }));

export function Toaster(props: { label: string; closeLabel: string }) {
  const [wanted, setWanted] = useState(false);
  useEffect(() => {
    const want = () => setWanted(true);
    window.addEventListener(TOASTER_WANTED, want);
    return () => window.removeEventListener(TOASTER_WANTED, want);
  }, []);
  if (!wanted) return null;
  return (
    <Suspense>
      <Sonner
        position="bottom-right"
        containerAriaLabel={props.label}
        closeButton
        toastOptions={{
          unstyled: true,
          closeButtonAriaLabel: props.closeLabel,
          classNames: {
            toast:
              "flex w-(--width) items-start gap-3 rounded-lg border border-line bg-raised px-4 py-3 font-sans text-sm text-ink shadow-popup",
            description: "text-muted",
            actionButton: "ml-auto font-medium text-accent underline",
            closeButton: "order-last ml-auto text-muted",
            success: "[&_[data-icon]]:text-good",
            error: "[&_[data-icon]]:text-danger",
            info: "[&_[data-icon]]:text-info",
          },
        }}
      />
    </Suspense>
  );
}
