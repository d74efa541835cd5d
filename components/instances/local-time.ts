import { useSyncExternalStore } from "react";

/** What a `datetime-local` field says ("2026-03-01T18:00", the browser's zone) as an instant, or null if it is empty. */
export function instantOfLocal(text: string): string | null {
  if (text === "") return null;
  const at = new Date(text);
  return Number.isNaN(at.getTime()) ? null : at.toISOString();
}

/** An instant as a `datetime-local` field wants it, in the browser's zone. */
export function localOfInstant(at: string | null): string {
  if (at === null) return "";
  const date = new Date(at);
  const shifted = new Date(date.getTime() - date.getTimezoneOffset() * 60_000);
  return shifted.toISOString().slice(0, 16);
}

/** The browser's zone, as its name; UTC until the page is the browser's. */
export const useBrowserZone = () =>
  useSyncExternalStore(
    () => () => undefined,
    () => Intl.DateTimeFormat().resolvedOptions().timeZone,
    () => "UTC",
  );
