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
            content: "min-w-0 flex-1",
            description: "text-muted",
            actionButton: "shrink-0 font-medium text-accent underline",
            closeButton: "order-last shrink-0 rounded-sm p-0.5 text-muted hover:text-ink [&_svg]:size-4",
            success: "[&_[data-icon]]:text-good",
            error: "[&_[data-icon]]:text-danger",
            info: "[&_[data-icon]]:text-info",
          },
        }}
      />
    </Suspense>
  );
}
