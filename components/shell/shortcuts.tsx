"use client";
/**
 * Keyboard shortcuts of the console and the list of them (`?`). Single keys can be switched off (WCAG 2.1.4) and do
 * nothing while somebody types, in a dialog, or inside `data-no-shortcuts` (a terminal).
 */
import { useRouter } from "next/navigation";
import { useEffect, useRef, useState } from "react";
import { useMessages } from "@/components/i18n/provider";
import { SwitchField } from "@/components/ui/checkbox-field";
import { Dialog } from "@/components/ui/dialog";
import { Kbd } from "@/components/ui/kbd";
import { READ_FIGURES } from "./money-announcer";

const OFF = "single-key-shortcuts-off";
const SEQUENCE_MS = 1200;
const GO: Readonly<Record<string, string>> = {
  o: "/console",
  i: "/console/instances",
  l: "/console/launch",
  b: "/console/billing",
};
const DEAF = "input, textarea, select, [contenteditable], [role=dialog], [role=menu], [data-no-shortcuts]";

export function Shortcuts() {
  const m = useMessages("shell").shortcuts;
  const router = useRouter();
  const [open, setOpen] = useState(false);
  const opener = useRef<HTMLElement>(null);

  useEffect(() => {
    let startedAt = Number.NEGATIVE_INFINITY;
    const press = (event: KeyboardEvent) => {
      if (event.metaKey || event.ctrlKey || event.altKey || localStorage.getItem(OFF)) return;
      if (event.target instanceof Element && event.target.closest(DEAF)) return;
      const key = event.key.toLowerCase();
      const target = event.timeStamp - startedAt < SEQUENCE_MS ? GO[key] : undefined;
      startedAt = key === "g" ? event.timeStamp : Number.NEGATIVE_INFINITY;
      if (target) router.push(target);
      else if (key === "?") {
        opener.current = document.activeElement instanceof HTMLElement ? document.activeElement : null;
        setOpen(true);
      } else if (key === "r") window.dispatchEvent(new Event(READ_FIGURES));
    };
    window.addEventListener("keydown", press);
    return () => window.removeEventListener("keydown", press);
  }, [router]);

  const rows: readonly { keys: readonly string[]; next?: string; text: string }[] = [
    { keys: ["⌘", "K"], text: m.palette },
    { keys: ["?"], text: m.help },
    { keys: ["r"], text: m.read },
    { keys: ["g"], next: "o", text: m.goOverview },
    { keys: ["g"], next: "i", text: m.goInstances },
    { keys: ["g"], next: "l", text: m.goLaunch },
    { keys: ["g"], next: "b", text: m.goBilling },
  ];
  return (
    <Dialog open={open} onOpenChange={setOpen} opener={opener} title={m.title}>
      <dl className="grid grid-cols-[max-content_1fr] gap-x-6 gap-y-2.5">
        {rows.map((row) => (
          <div key={row.text} className="col-span-2 grid grid-cols-subgrid items-center">
            <dt className="flex items-center gap-1.5">
              <Kbd keys={row.keys} />
              {row.next ? (
                <>
                  <span className="text-xs text-muted">{m.sequence}</span>
                  <Kbd keys={[row.next]} />
                </>
              ) : null}
            </dt>
            <dd>{row.text}</dd>
          </div>
        ))}
      </dl>
      <div className="mt-5 border-t border-line pt-4">
        <SwitchField
          name="single-key-shortcuts"
          label={m.single}
          help={m.singleHelp}
          defaultChecked={open && localStorage.getItem(OFF) === null}
          onChange={(event) => {
            if (event.target.checked) localStorage.removeItem(OFF);
            else localStorage.setItem(OFF, "1");
          }}
        />
      </div>
    </Dialog>
  );
}
