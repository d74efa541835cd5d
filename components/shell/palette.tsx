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

const OPEN_PALETTE = "open-palette";

/** Opens the palette of the page. */
export function PaletteButton() {
  const m = useMessages("shell").palette;
  return (
    <button
      type="button"
      aria-haspopup="dialog"
      aria-keyshortcuts="Meta+K Control+K"
      onClick={() => window.dispatchEvent(new Event(OPEN_PALETTE))}
      className="flex min-h-9 items-center gap-2.5 rounded-md border border-line px-2.5 text-muted hover:bg-hover max-md:min-h-11 max-md:border-0"
    >
      <Search aria-hidden className="size-4" />
      <span className="flex-1 text-left max-md:sr-only">{m.open}</span>
      <span aria-hidden className="max-md:hidden">
        <Kbd keys={["⌘K"]} />
      </span>
    </button>
  );
}

/** Stands once per page; opened by its shortcut and by any `PaletteButton`. */
export function Palette(props: {
  entries: readonly PaletteEntry[];
  /** More entries, asked for when the palette opens: the account's instances. A server action. */
  load?: (() => Promise<readonly PaletteEntry[]>) | undefined;
}) {
  const m = useMessages("shell").palette;
  const [open, setOpen] = useState(false);
  const opener = useRef<HTMLElement>(null);

  useEffect(() => {
    const show = () => {
      opener.current = document.activeElement instanceof HTMLElement ? document.activeElement : null;
      setOpen(true);
    };
    const press = (event: KeyboardEvent) => {
      if (event.key.toLowerCase() !== "k" || !(event.metaKey || event.ctrlKey) || event.altKey) return;
      if (event.target instanceof Element && event.target.closest("[data-no-shortcuts]")) return;
      event.preventDefault();
      show();
    };
    window.addEventListener("keydown", press);
    window.addEventListener(OPEN_PALETTE, show);
    return () => {
      window.removeEventListener("keydown", press);
      window.removeEventListener(OPEN_PALETTE, show);
    };
  }, []);

  return (
    <Dialog open={open} onOpenChange={setOpen} opener={opener} title={m.title} size="md">
      <Suspense>
        <PaletteList entries={props.entries} load={props.load} />
      </Suspense>
    </Dialog>
  );
}
