"use client";
/** Has the page read again every few seconds while somebody looks: hosts and cards change without anybody's click. */
import { useRouter } from "next/navigation";
import { useEffect } from "react";

const EVERY_MS = 4000;

export function Refresh() {
  const router = useRouter();
  useEffect(() => {
    const timer = setInterval(() => {
      if (document.visibilityState === "visible") router.refresh();
    }, EVERY_MS);
    return () => clearInterval(timer);
  }, [router]);
  return null;
}
