"use client";
/** ⌘K: finds instances, pages and actions. The button and the shortcut are small; the rest is fetched when opened. */
import { Search } from "lucide-react";
import { lazy, Suspense, useEffect, useRef, useState } from "react";
import { useMessages } from "@/components/i18n/provider";
import { Dialog } from "@/components/ui/dialog";
import { Kbd } from "@/components/ui/kbd";

const PaletteList = lazy(() => import("./palette-list"));

export type PaletteEntry = {
  group: string;
  label: string;
  href: string;
  /** Right of the label: a state, a place. */
  note?: string | undefined;
  keywords?: readonly string[] | undefined;
};

export function Palette(props: {
  entries: readonly PaletteEntry[];
  /** More entries, asked for when the palette opens: the account's instances. A server action. */
  load?: (() => Promise<readonly PaletteEntry[]>) | undefined;
}) {
  const m = useMessages("shell").palette;
  const [open, setOpen] = useState(false);
  const opener = useRef<HTMLButtonElement>(null);

  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      if (event.key.toLowerCase() !== "k" || !(event.metaKey || event.ctrlKey) || event.altKey) return;
      if (event.target instanceof Element && event.target.closest("[data-no-shortcuts]")) return;
      event.preventDefault();
      setOpen((was) => !was);
    };
    window.addEventListener("keydown", press);
    return () => window.removeEventListener("keydown", press);
  }, []);

  return (
    <>
      <button
        ref={opener}
        type="button"
        aria-haspopup="dialog"
        aria-keyshortcuts="Meta+K Control+K"
        onClick={() => setOpen(true)}
        className="flex min-h-9 items-center gap-2.5 rounded-md border border-line px-2.5 text-muted hover:bg-hover max-md:min-h-11 max-md:border-0"
      >
        <Search aria-hidden className="size-4" />
        <span className="flex-1 text-left max-md:sr-only">{m.open}</span>
        <span aria-hidden className="max-md:hidden">
          <Kbd keys={["⌘K"]} />
        </span>
      </button>
      <Dialog open={open} onOpenChange={setOpen} opener={opener} title={m.title} size="md">
        <Suspense>
          <PaletteList entries={props.entries} load={props.load} />
        </Suspense>
      </Dialog>
    </>
  );
}
