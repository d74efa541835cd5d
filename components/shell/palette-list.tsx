"use client";
/** The inside of the command palette: a field, and what matches. Loaded when it is first opened. */
import { Command } from "cmdk";
import { useRouter } from "next/navigation";
import { useEffect, useRef, useState } from "react";
import { useMessages } from "@/components/i18n/provider";
import { useCloseDialog } from "@/components/ui/dialog";
import type { PaletteEntry } from "./palette";

export default function PaletteList(props: {
  entries: readonly PaletteEntry[];
  load?: (() => Promise<readonly PaletteEntry[]>) | undefined;
}) {
  const m = useMessages("shell").palette;
  const router = useRouter();
  const close = useCloseDialog();
  const { load } = props;
  const field = useRef<HTMLInputElement>(null);
  const [loaded, setLoaded] = useState<readonly PaletteEntry[]>([]);

  // The list arrives after the dialog has opened, so it takes the focus itself.
  useEffect(() => field.current?.focus(), []);

  useEffect(() => {
    let gone = false;
    load?.().then(
      (entries) => !gone && setLoaded(entries),
      // The pages are still there; what could not be loaded is found on its own page.
      () => undefined,
    );
    return () => {
      gone = true;
    };
  }, [load]);

  const entries = [...loaded, ...props.entries];
  const groups = [...new Set(entries.map((entry) => entry.group))];
  return (
    <Command label={m.title} loop className="-mx-5 -my-4">
      <Command.Input
        ref={field}
        placeholder={m.placeholder}
        className="w-full border-b border-line bg-transparent px-5 py-3 text-base outline-none placeholder:text-faint"
      />
      <Command.List className="max-h-[50vh] overflow-y-auto p-2">
        <Command.Empty className="px-3 py-6 text-center text-muted">{m.empty}</Command.Empty>
        {groups.map((group) => (
          <Command.Group
            key={group}
            heading={group}
            className="[&_[cmdk-group-heading]]:px-3 [&_[cmdk-group-heading]]:pt-2 [&_[cmdk-group-heading]]:pb-1 [&_[cmdk-group-heading]]:text-xs [&_[cmdk-group-heading]]:text-faint"
          >
            {entries
              .filter((entry) => entry.group === group)
              .map((entry) => (
                <Command.Item
                  key={entry.href}
                  value={`${entry.label} ${entry.href}`}
                  keywords={[...(entry.keywords ?? [])]}
                  onSelect={() => {
                    close();
                    router.push(entry.href);
                  }}
                  className="flex min-h-9 cursor-default items-center justify-between gap-4 rounded-md px-3 py-1.5 data-[selected=true]:bg-hover max-md:min-h-11"
                >
                  <span className="truncate">{entry.label}</span>
                  {entry.note ? <span className="shrink-0 text-muted">{entry.note}</span> : null}
                </Command.Item>
              ))}
          </Command.Group>
        ))}
      </Command.List>
    </Command>
  );
}
