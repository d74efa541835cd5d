"use client";
/** Hands words, locale and time zone to client components. Nested providers add areas to those of their parents. */
import { createContext, type ReactNode, use, useMemo } from "react";
import type { Area, Messages } from "@/lib/i18n";

type Reader = { locale: string; zone: string; areas: Partial<Messages> };
const ReaderContext = createContext<Reader | null>(null);

/** `locale` and `zone` are taken from the parent provider where left out. */
export function MessagesProvider(props: {
  areas: Partial<Messages>;
  locale?: string | undefined;
  zone?: string | undefined;
  children: ReactNode;
}) {
  const parent = use(ReaderContext);
  const { areas, locale, zone } = props;
  const reader = useMemo(
    () => ({
      locale: locale ?? parent?.locale ?? "en",
      zone: zone ?? parent?.zone ?? "UTC",
      areas: { ...parent?.areas, ...areas },
    }),
    [areas, locale, zone, parent],
  );
  return <ReaderContext value={reader}>{props.children}</ReaderContext>;
}

/** The words of one area. Throws if no provider above handed the area over: a mistake of the page, not of the reader. */
export function useMessages<A extends Area>(area: A): Messages[A] {
  const words = use(ReaderContext)?.areas[area];
  if (!words) throw new Error(`No MessagesProvider above hands over the area "${area}"`);
  return words;
}

/** The reader's locale and time zone. */
export function useReader(): { locale: string; zone: string } {
  const reader = use(ReaderContext);
  return { locale: reader?.locale ?? "en", zone: reader?.zone ?? "UTC" };
}
