"use client";
/** The second that live figures show; the server's own on the first render, so that both sides agree. */
import { useEffect, useSyncExternalStore } from "react";
import { figuresPaused, noteServerTime, onSecond, shownSecond } from "./server-clock";

/** Re-renders once per second of the server's clock. `serverNowMs` comes with the view. */
export function useSecond(serverNowMs: number): number {
  const first = () => Math.floor(serverNowMs / 1000);
  const second = useSyncExternalStore(onSecond, shownSecond, first);
  useEffect(() => noteServerTime(serverNowMs), [serverNowMs]);
  return second;
}

/** Whether the reader has paused live figures. */
export function useFiguresPaused(): boolean {
  return useSyncExternalStore(onSecond, figuresPaused, () => false);
}
