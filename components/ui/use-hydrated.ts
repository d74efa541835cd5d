"use client";
import { useSyncExternalStore } from "react";

const never = () => () => {};

/**
 * False while React takes over what the server rendered. Parts of a page are taken over later than others, when the live
 * stream may have news already: until then they must say what the server said.
 */
export const useHydrated = (): boolean =>
  useSyncExternalStore(
    never,
    () => true,
    () => false,
  );
