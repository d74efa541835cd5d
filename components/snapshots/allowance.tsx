"use client";
import { useMessages, useReader } from "@/components/i18n/provider";
import type { KeptView } from "@/lib/contracts/snapshots";
import { formatBytes, formatCount, formatGib } from "@/lib/format/number";
import { say } from "@/lib/i18n/say";

/** What is free of charge, and how much of it is taken: said where something more could be kept. */
export function Allowance({ used, limits }: Pick<KeptView, "used" | "limits">) {
  const words = useMessages("snapshotPages");
  const { locale } = useReader();
  return (
    <p className="mt-3 max-w-text text-muted" data-testid="kept-allowance">
      {say(words.allowance, {
        snapshots: formatCount(limits.snapshots, locale),
        images: formatCount(limits.images, locale),
        gib: formatGib(limits.gib, locale),
        usedSnapshots: formatCount(used.snapshots, locale),
        usedImages: formatCount(used.images, locale),
        used: formatBytes(used.bytes, locale),
      })}
    </p>
  );
}
